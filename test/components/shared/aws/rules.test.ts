import { PCE_ARGUMENTS } from "../../../../components/shared/aws/pce-arguments";
import {
  componentName,
  logGroupArn,
  resourceIds,
  retentionInDays,
} from "../../../../components/shared/aws/rules";
import { uploadVariables } from "../../../../components/shared/aws/vpc-flow-logs-to-pce/environment";
import { Checks, isToken, type Rule } from "../../../../core/checks";
import { uploadSettings } from "../../../../functions/aws/upload/settings";
import { token } from "./tokens";

function problems(rule: Rule<unknown>, value: unknown): string[] {
  const checks = Checks.start();
  checks.called("it").read(value, rule);
  return checks.problems.map(({ path, reason }) => `${path} ${reason}`);
}

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:illumio/pce-AbCdEf";

/** Whether the *upload* function starts with the host and the secret. */
function isTakenByUpload(host: string, secretArn: string): boolean {
  const variables = uploadVariables({
    pce: { host, port: "8443", orgId: "1", secretArn },
    flowQueueUrl: "https://sqs/1/flows",
    refusedQueueUrl: "https://sqs/1/refused",
    deadLetterQueueUrl: "https://sqs/1/dead",
    callsPerMinute: "200",
    serverPorts: "",
    undecided: "drop",
  });
  try {
    return uploadSettings(variables).pce.host === host;
  } catch {
    return false;
  }
}

test.each([
  ["pce.example.com", true],
  ["localhost", true],
  ["10.1.2.3", true],
  ["2001:db8::1", true],
  ["PCE-1.example.com", true],
  ["pce_1.example.", true],
  ["https://pce.example.com", false],
  ["pce.example.com:8443", false],
  ["pce.example.com/api", false],
  ["pce..example.com", false],
  ["-pce", false],
  ["a b", false],
  ["", false],
  ["a".repeat(254), false],
])("component and function agree on whether %s is a PCE host: %s", (host, expected) => {
  expect(problems(PCE_ARGUMENTS.host, host).length === 0).toBe(expected);
  expect(isTakenByUpload(host, SECRET)).toBe(expected);
});

test.each([
  [SECRET, true],
  ["arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:pce-a1B2c3", true],
  ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:pce", false],
  ["illumio/pce", false],
])("%s is a complete ARN of a secret: %s", (arn, expected) => {
  const found = problems(PCE_ARGUMENTS.secretArn, arn);
  expect(found.length === 0).toBe(expected);
  if (expected) expect(isTakenByUpload("pce.example.com", arn)).toBe(true);
  else expect(found[0]).toContain("with the six characters at its end");
});

test.each([
  ["arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/flow.logs", true],
  ["arn:aws:logs:eu-west-1:123456789012:log-group:flows:*", true],
  ["/vpc/flow.logs", false],
  ["arn:aws:logs:eu-west-1:123456789012:log-group:flows:log-stream:a", false],
])("%s is the ARN of a log group: %s", (arn, expected) => {
  expect(problems(logGroupArn(), arn).length === 0).toBe(expected);
});

test("the rule of retention accepts the periods of CloudWatch Logs and no other", () => {
  for (const days of [1, 7, 30, 3653]) expect(problems(retentionInDays(), days)).toEqual([]);
  expect(problems(retentionInDays(), 8)[0]).toMatch(/^it must be one of 1, 3, .*, got 8$/);
});

test("the rule of ids names the item that is wrong", () => {
  expect(problems(resourceIds("sg", 5), ["sg-01234567", "default"])).toEqual([
    "it[1] must look like sg-0123456789abcdef0, got 'default'",
  ]);
  expect(problems(resourceIds("subnet", 16), [])[0]).toContain("must be a list of 1 to 16");
});

test("the name of a component is refused when it is too long for the names that begin with it", () => {
  expect(problems(componentName(), "a".repeat(35))).toEqual([]);
  expect(problems(componentName(), "a".repeat(36))[0]).toContain("must be at most 35 letters");
  expect(problems(componentName(), "a_b")).toHaveLength(1);
});

test("ARNs and hosts pass as they are when they are tokens", () => {
  const checks = Checks.start({ isLater: isToken });
  for (const rule of [PCE_ARGUMENTS.host, PCE_ARGUMENTS.secretArn, logGroupArn()])
    expect(checks.read(token("Arn"), rule)).toBe(token("Arn"));
  expect(checks.read([token("Subnet")], resourceIds("subnet", 16))).toEqual([token("Subnet")]);
  expect(checks.problems).toEqual([]);
});
