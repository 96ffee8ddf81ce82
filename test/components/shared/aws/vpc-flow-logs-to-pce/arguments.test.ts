import fc from "fast-check";
import {
  FLOW_LOG_ARGUMENTS,
  FUNCTION_SIZE_ARGUMENTS,
  formerLogGroups,
  logFormat,
  targetProblem,
} from "../../../../../components/shared/aws/vpc-flow-logs-to-pce/arguments";
import { FLOW_LOG_DEFAULTS } from "../../../../../components/shared/aws/vpc-flow-logs-to-pce/defaults";
import { Checks, isToken, type Rule } from "../../../../../core/checks";
import { NORMALISE } from "../../../../../core/contracts/aws/function-environment";
import { FLOW_LOG_FIELDS } from "../../../../../core/flow-logs/aws/flow-log-fields";
import { normaliseSettings } from "../../../../../functions/aws/normalise/settings";
import { token } from "../tokens";

function reason(rule: Rule<unknown>, value: unknown): string | undefined {
  const checks = Checks.start();
  checks.read(value, rule);
  return checks.problems[0]?.reason;
}

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
])("the format %s has the problem: %s", (given, problem) => {
  if (problem === undefined) expect(reason(logFormat(true), given)).toBeUndefined();
  else expect(reason(logFormat(true), given)).toContain(problem);
});

test("normalise accepts exactly the formats that the component accepts for an existing log group", () => {
  const columns = fc.array(fc.constantFrom(...FLOW_LOG_FIELDS, "-", "colour", "srcaddr"), { maxLength: 8 });
  const needed = fc.shuffledSubarray(["srcaddr", "dstaddr", "srcport", "dstport", "protocol"], {
    minLength: 4,
  });
  fc.assert(
    fc.property(columns, needed, (some, most) => {
      const given = [...some, ...most].join(" ");
      const environment = {
        [NORMALISE.flowLogFormats]: JSON.stringify({ group: given }),
        [NORMALISE.flowQueueUrl]: "https://q/1",
      };
      const refused = reason(logFormat(false), given) !== undefined;
      if (refused) expect(() => normaliseSettings(environment)).toThrow();
      else expect(() => normaliseSettings(environment)).not.toThrow();
    }),
  );
});

test("former log groups have names and formats, and there are none by default", () => {
  const formats = { "app-0a1b2c3d-7f": "srcaddr dstaddr srcport dstport protocol -" };
  const checks = Checks.start();
  expect(checks.read(formats, formerLogGroups())).toEqual(formats);
  expect(checks.read(undefined, formerLogGroups())).toEqual({});
  expect(checks.problems).toEqual([]);
  checks.at("formerLogGroups").read({ "arn:aws:logs:x:1:log-group:y": "srcaddr" }, formerLogGroups());
  expect(checks.problems.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    "formerLogGroups[\"arn:aws:logs:x:1:log-group:y\"]: must be the name of a log group, got 'arn:aws:logs:x:1:log-group:y'",
    expect.stringMatching(/^formerLogGroups\["arn:.*\]: .*dstaddr.* missing/),
  ]);
});

test("a target names one resource", () => {
  expect(targetProblem({ vpcId: "vpc-1" })).toBeUndefined();
  expect(targetProblem({})).toContain("got none");
  expect(targetProblem({ vpcId: "a", networkInterfaceId: "b" })).toContain(
    "got vpcId and networkInterfaceId",
  );
});

test("every argument that is left out has the value of the table of defaults", () => {
  const read = (rules: Record<string, Rule<unknown>>) =>
    Object.fromEntries(
      Object.entries(rules).map(([name, rule]) => [name, Checks.start().read(undefined, rule)]),
    );
  const { logFormat: _, ...defaults } = FLOW_LOG_DEFAULTS;
  expect({
    ...read(FLOW_LOG_ARGUMENTS),
    normalise: read(FUNCTION_SIZE_ARGUMENTS.normalise),
    upload: read(FUNCTION_SIZE_ARGUMENTS.upload),
  }).toEqual({ ...defaults, serverPorts: [] });
});

test("an argument is passed on unchanged when it is a token", () => {
  const checks = Checks.start({ isLater: isToken });
  for (const rule of [logFormat(true), ...Object.values(FLOW_LOG_ARGUMENTS)])
    expect(checks.read(token("Parameter"), rule as Rule<unknown>)).toBe(token("Parameter"));
  expect(checks.problems).toEqual([]);
});
