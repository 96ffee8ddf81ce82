import { cidrBlocks } from "../../../../../sandbox/aws/cloudformation/template/cidr";
import { conditionReader, holds } from "../../../../../sandbox/aws/cloudformation/template/conditions";
import { evaluate } from "../../../../../sandbox/aws/cloudformation/template/evaluate";
import { type Scope, UNKNOWN } from "../../../../../sandbox/aws/cloudformation/template/scope";

const scope: Scope = {
  parameter: (name) => ({ Stage: "live", Names: ["a", "b"], "AWS::Region": "eu-west-1" })[name],
  mapping: (map, row, column) =>
    ({ Sizes: { live: { memory: 512, zones: ["x"] } } })[map]?.[row as "live"]?.[column as "memory"],
  condition: (name) => name === "Yes",
  ref: (id) => `${id}-id`,
  attribute: (id, attribute) => (id === "Late" ? UNKNOWN : `${id}.${attribute}`),
  exported: (name) => `exported ${name}`,
  zones: (region) => [`${region}a`, `${region}b`],
};

const fn = (name: string, argument: unknown) => ({ [`Fn::${name}`]: argument });

test.each<[unknown, unknown]>([
  [{ Ref: "Stage" }, "live"],
  [{ Ref: "Queue" }, "Queue-id"],
  [{ Ref: "Names" }, ["a", "b"]],
  [fn("GetAtt", ["Queue", "Arn"]), "Queue.Arn"],
  [fn("GetAtt", "Queue.Endpoint.Address"), "Queue.Endpoint.Address"],
  [fn("GetAtt", ["Queue", { Ref: "Stage" }]), "Queue.live"],
  [fn("Join", ["-", ["a", { Ref: "Stage" }, 1]]), "a-live-1"],
  [fn("Join", ["", { Ref: "Names" }]), "ab"],
  [
    fn("Sub", `\${Stage} \${Queue} \${Queue.Arn} \${!Literal} \${ AWS::Region }`),
    `live Queue-id Queue.Arn \${Literal} eu-west-1`,
  ],
  [fn("Sub", [`\${Own}-\${Stage}`, { Own: fn("GetAtt", ["Queue", "Arn"]) }]), "Queue.Arn-live"],
  [fn("Select", ["1", ["a", "b"]]), "b"],
  [fn("Select", [0, fn("Split", [":", "x:y"])]), "x"],
  [fn("Split", [",", "a,,b"]), ["a", "", "b"]],
  [fn("FindInMap", ["Sizes", { Ref: "Stage" }, "memory"]), 512],
  [fn("FindInMap", ["Sizes", "test", "memory", { DefaultValue: 1 }]), 1],
  [fn("Base64", "hello"), "aGVsbG8="],
  [fn("Cidr", ["10.0.0.0/16", 2, 8]), ["10.0.0.0/24", "10.0.1.0/24"]],
  [fn("GetAZs", ""), ["eu-west-1a", "eu-west-1b"]],
  [fn("GetAZs", "us-east-2"), ["us-east-2a", "us-east-2b"]],
  [fn("ImportValue", fn("Sub", `net-\${Stage}`)), "exported net-live"],
  [fn("If", ["Yes", 1, { Ref: "Nobody" }]), 1],
  [
    {
      a: { Ref: "AWS::NoValue" },
      b: [1, { Ref: "AWS::NoValue" }],
      c: fn("If", ["No", 1, { Ref: "AWS::NoValue" }]),
    },
    { b: [1] },
  ],
  [fn("Select", [2, fn("Split", [":", fn("GetAtt", ["Late", "Arn"])])]), UNKNOWN],
  [fn("Join", ["/", [fn("GetAtt", ["Late", "Arn"]), "*"]]), `${UNKNOWN}/*`],
])("%j gives %j", (value, expected) => {
  expect(evaluate(value, scope)).toEqual(expected);
});

test.each<[unknown, RegExp]>([
  [fn("Join", ["-", "text"]), /^Template error: every Fn::Join object requires two parameters/],
  [fn("Select", [3, ["a"]]), /^Template error: Fn::Select cannot select nonexistent value at index 3/],
  [fn("Split", ["", "a"]), /^Template error: every Fn::Split object/],
  [
    fn("Sub", { a: 1 }),
    /^Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments/,
  ],
  [
    fn("Sub", `\${Names}`),
    /^Template error: variable Names in Fn::Sub expression does not resolve to a string/,
  ],
  [fn("FindInMap", ["Sizes", "live", "cpu"]), /^Template error: Unable to get mapping for Sizes::live::cpu$/],
  [fn("Base64", ["a"]), /must have a String-typed value/],
  [fn("If", ["Yes", 1]), /^Template error: Fn::If requires a list argument with three elements/],
  [fn("Cidr", ["10.0.0.0/30", 5, 2]), /cannot split 10\.0\.0\.0\/30 into 5 blocks of 2 bits/],
  [fn("Cidr", ["10.0.0/30", 1, 2]), /requires a valid CIDR block/],
  [fn("Equals", [1, 1]), /^Template error: Fn::Equals cannot be used here/],
])("%j is refused", (value, message) => {
  expect(() => evaluate(value, scope)).toThrow(message);
});

test.each<[unknown, boolean]>([
  [fn("Equals", [{ Ref: "Stage" }, "live"]), true],
  [fn("Equals", [1, "1"]), true],
  [fn("Equals", [["a", "b"], { Ref: "Names" }]), true],
  [fn("Not", [{ Condition: "Yes" }]), false],
  [fn("And", [{ Condition: "Yes" }, { Condition: "No" }]), false],
  [fn("Or", [{ Condition: "Yes" }, { Condition: "No" }]), true],
  [fn("Contains", [["1", "2"], "2"]), true],
  [fn("EachMemberEquals", [{ Ref: "Names" }, "a"]), false],
  [fn("EachMemberIn", [{ Ref: "Names" }, ["a", "b", "c"]]), true],
])("the condition %j is %j", (test, expected) => {
  expect(holds(test, scope)).toBe(expected);
});

test.each([
  [{ Ref: "Stage" }, /^Template format error: Every Condition member must be a boolean function/],
  [
    fn("And", [{ Condition: "Yes" }]),
    /^Template error: every Fn::And object requires a list of 2 to 10 elements/,
  ],
  [fn("Not", []), /^Template error: every Fn::Not object requires 1 element$/],
])("the condition %j is refused", (test, message) => {
  expect(() => holds(test, scope)).toThrow(message);
});

test("conditions that need each other are refused", () => {
  const conditions = { A: { "Fn::Not": [{ Condition: "B" }] }, B: { "Fn::Not": [{ Condition: "A" }] } };
  const read = conditionReader(conditions, (condition) => ({ ...scope, condition }));
  expect(() => read("A")).toThrow("Template format error: Circular dependencies for condition A");
});

test.each([
  ["fd00::/48", 2, 64, ["fd00::/64", "fd00:0:0:1::/64"]],
  ["10.1.2.3/24", 3, 4, ["10.1.2.0/28", "10.1.2.16/28", "10.1.2.32/28"]],
  ["255.255.255.0/24", 1, 8, ["255.255.255.0/24"]],
])("blocks of %s are cut from its start", (block, count, bits, expected) => {
  expect(cidrBlocks(block, count, bits)).toEqual(expected);
});
