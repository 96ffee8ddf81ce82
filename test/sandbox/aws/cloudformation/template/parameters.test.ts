import {
  type GivenParameter,
  resolveParameters,
} from "../../../../../sandbox/aws/cloudformation/template/parameters";
import type { TemplateParameter } from "../../../../../sandbox/aws/cloudformation/template/template";

const ssm = (name: string) => ({ "/version": "31", "/list": "a,b" })[name];

function resolve(declared: Record<string, TemplateParameter>, given: Record<string, string> = {}) {
  const list = Object.entries(given).map(
    ([key, value]): GivenParameter => ({ key, value, usePrevious: false }),
  );
  return resolveParameters(declared, list, new Map(), ssm);
}

const value = (parameter: TemplateParameter, given?: string) =>
  resolve({ P: parameter }, given === undefined ? {} : { P: given }).get("P")!.value;

test.each<[TemplateParameter, string | undefined, unknown]>([
  [{ Type: "String", Default: 5 }, undefined, "5"],
  [{ Type: "String", Default: "a" }, "b", "b"],
  [{ Type: "Number" }, "1.5", "1.5"],
  [{ Type: "CommaDelimitedList" }, "a, b", ["a", "b"]],
  [{ Type: "CommaDelimitedList" }, "", []],
  [{ Type: "List<Number>" }, "1,2", ["1", "2"]],
  [{ Type: "List<AWS::EC2::Subnet::Id>" }, "subnet-1,subnet-2", ["subnet-1", "subnet-2"]],
  [{ Type: "AWS::SSM::Parameter::Value<String>", Default: "/version" }, undefined, "31"],
  [{ Type: "AWS::SSM::Parameter::Value<List<String>>" }, "/list", ["a", "b"]],
])("%j given %j is %j", (parameter, given, expected) => {
  expect(value(parameter, given)).toEqual(expected);
});

test.each<[TemplateParameter, string, string]>([
  [{ Type: "Number" }, "x", "Parameter 'P' must be a number."],
  [{ Type: "Number", MinValue: 3 }, "2", "Parameter 'P' must be a number not less than 3"],
  [{ Type: "Number", MaxValue: "3" }, "4", "Parameter 'P' must be a number not greater than 3"],
  [{ Type: "String", AllowedValues: ["a", 1] }, "b", "Parameter 'P' must be one of AllowedValues"],
  [{ Type: "CommaDelimitedList", AllowedValues: ["a"] }, "a,b", "Parameter 'P' must be one of AllowedValues"],
  [{ Type: "String", AllowedPattern: "[a-z]+" }, "aB", "Parameter 'P' must match pattern [a-z]+"],
  [{ Type: "String", MinLength: 2 }, "a", "Parameter 'P' must contain at least 2 characters"],
  [{ Type: "String", MaxLength: "2" }, "abc", "Parameter 'P' must contain at most 2 characters"],
  [
    { Type: "String", MaxLength: 2, ConstraintDescription: "be short" },
    "abc",
    "Parameter P failed to satisfy constraint: be short",
  ],
  [{ Type: "Strng" }, "a", "Template format error: Unrecognized parameter type: Strng"],
  [
    { Type: "AWS::SSM::Parameter::Value<String>" },
    "/none",
    "Unable to fetch parameters [/none] from parameter store for this account.",
  ],
])("%j given %j is refused", (parameter, given, message) => {
  expect(() => value(parameter, given)).toThrow(message);
});

test("parameters without a value, and values without a parameter, are named together", () => {
  const declared = { A: { Type: "String" }, B: { Type: "String" }, C: { Type: "String", Default: "" } };
  expect(() => resolve(declared)).toThrow("Parameters: [A, B] must have values");
  expect(() => resolve({}, { X: "1", Y: "2" })).toThrow("Parameters: [X, Y] do not exist in the template");
});

test("a previous value is used again, also where there is a new default", () => {
  const declared = (Default: string) => ({ P: { Type: "String", Default } });
  const previous = resolve(declared("a"), { P: "b" });
  const again = [{ key: "P", usePrevious: true }];
  expect(resolveParameters(declared("c"), again, previous, ssm).get("P")!.value).toBe("b");
  expect(resolveParameters(declared("c"), [], previous, ssm).get("P")!.value).toBe("c");
  expect(() => resolveParameters(declared("c"), again, new Map(), ssm)).toThrow(
    "Cannot specify usePreviousValue as true for a parameter key not in the previous template",
  );
});
