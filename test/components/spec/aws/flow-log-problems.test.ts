import fc from "fast-check";
import { secretArnProblem } from "../../../../clients/aws/secret-cache";
import { pceHostProblem } from "../../../../clients/pce";
import * as problems from "../../../../components/spec/aws/flow-log-problems";
import { NORMALISE } from "../../../../core/contracts/function-environment";
import { FLOW_LOG_FIELDS } from "../../../../core/flow-logs/flow-log-fields";
import { normaliseSettings } from "../../../../functions/aws-normalise/settings";

const HOSTS = [
  "pce.example.com",
  "localhost",
  "10.1.2.3",
  "2001:db8::1",
  "PCE-1.example.com",
  "pce_1.example.",
];

test.each(HOSTS)("%s is a PCE host, for the component and for the client that the functions use", (host) => {
  expect([problems.pceHostProblem(host), pceHostProblem(host)]).toEqual([undefined, undefined]);
});

test.each([
  "https://pce.example.com",
  "pce.example.com:8443",
  "pce.example.com/api",
  "pce..example.com",
  "-pce",
  "a b",
  "",
  "a".repeat(254),
])("%s is none for either", (host) => {
  expect(problems.pceHostProblem(host)).toBeDefined();
  expect(pceHostProblem(host)).toBeDefined();
});

test("a secret that the component takes, the functions take", () => {
  const arn = "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:illumio/pce-a1B2c3";
  expect([problems.secretArnProblem(arn), secretArnProblem(arn)]).toEqual([undefined, undefined]);
});

test.each([
  ["https://pce.example.com:8443", 'without "https://"'],
  ["pce.example.com/api", "without a path"],
  ["pce.example.com:8443", "write the port as pcePort"],
  ["pce example", "has to be a host name"],
  ["", "has to be a host name"],
])("%s is no PCE host: %s", (host, reason) => {
  expect(problems.pceHostProblem(host)).toContain(reason);
});

test.each([
  ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:illumio/pce-AbCdEf", undefined],
  ["arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:pce-a1B2c3", undefined],
  ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:pce", "six characters"],
  ["illumio/pce", "whole ARN"],
])("secret %s: %s", (arn, reason) => {
  const problem = problems.secretArnProblem(arn);
  if (reason === undefined) expect(problem).toBeUndefined();
  else expect(problem).toContain(reason);
});

/** Names as AWS wants them in a format: each in `${}`. */
const format = (names: string) => names.replaceAll(/[^ ]+/g, (name) => `\${${name}}`);

test.each([
  [format("srcaddr dstaddr srcport dstport protocol"), undefined],
  ["srcaddr dstaddr srcport dstport protocol", undefined],
  [format("srcaddr dstaddr srcport"), "dstport is missing"],
  [format("srcaddr srcaddr dstaddr srcport dstport protocol"), '"srcaddr" a second time'],
  [format("srcaddr dstaddr srcport dstport protocol colour"), 'is "colour", which AWS does not publish'],
  ["srcaddr dstaddr srcport dstport protocol -", "has - for column 6"],
  ["", "srcaddr or pkt-srcaddr is missing"],
])("format %s: %s", (given, reason) => {
  const problem = problems.logFormatProblem(true)(given);
  if (reason === undefined) expect(problem).toBeUndefined();
  else expect(problem).toContain(reason);
});

test("every format that the component takes for an existing log group, normalise takes, and no other", () => {
  const columns = fc.array(fc.constantFrom(...FLOW_LOG_FIELDS, "-", "colour", "srcaddr"), { maxLength: 8 });
  const needed = fc.shuffledSubarray(["srcaddr", "dstaddr", "srcport", "dstport", "protocol"], {
    minLength: 4,
  });
  fc.assert(
    fc.property(columns, needed, (some, most) => {
      const logFormat = [...some, ...most].join(" ");
      const environment = { [NORMALISE.flowLogFields]: logFormat, [NORMALISE.flowQueueUrl]: "https://q/1" };
      const refused = problems.logFormatProblem(false)(logFormat) !== undefined;
      if (refused) expect(() => normaliseSettings(environment)).toThrow();
      else expect(() => normaliseSettings(environment)).not.toThrow();
    }),
  );
});

test.each([
  ["arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/flow.logs", undefined],
  ["arn:aws:logs:eu-west-1:123456789012:log-group:flows:*", undefined],
  ["/vpc/flow.logs", "has to be the ARN of a log group"],
  ["arn:aws:logs:eu-west-1:123456789012:log-group:flows:log-stream:a", "has to be the ARN of a log group"],
])("log group %s: %s", (arn, reason) => {
  const problem = problems.logGroupArnProblem(arn);
  if (reason === undefined) expect(problem).toBeUndefined();
  else expect(problem).toContain(reason);
});

test("a target names one resource", () => {
  expect(problems.targetProblem({ vpcId: "vpc-1" })).toBeUndefined();
  expect(problems.targetProblem({})).toContain("names none");
  expect(problems.targetProblem({ vpcId: "a", networkInterfaceId: "b" })).toContain(
    "names vpcId and networkInterfaceId",
  );
});

test.each([NaN, 1.5, -1, 11, "5"])("%p is no whole number from 0 to 10", (value) => {
  expect(problems.integerProblem(0, 10)(value as number)).toMatch(
    /^has to be a whole number from 0 to 10, got /,
  );
});

test("every retention that CloudWatch Logs has is taken, and no other", () => {
  expect([1, 7, 30, 3653].map(problems.retentionProblem)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(problems.retentionProblem(8)).toContain("got 8");
});
