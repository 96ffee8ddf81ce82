import fc from "fast-check";
import { CloudError } from "../../../../sandbox/cloud/cloud-error";
import { accountWith } from "./stacks";

const { cloud, stacks } = accountWith({
  call: async ({ logicalId }) => ({
    physicalId: logicalId,
    data: { Arn: "arn" },
    noEcho: false,
    requestId: "r",
  }),
});
let runs = 0;

afterAll(() => cloud.close());

const NAMES = ["Main", "Other", "Param", "Cond", "Map", "AWS::Region", "AWS::NoValue", "AWS::StackId"];
const text = fc.oneof(
  fc.constantFrom(
    ...NAMES,
    "Nobody",
    "toString",
    "__proto__",
    "Main.Arn",
    "a,b",
    "10.0.0.0/8",
    ",",
    "",
    "0",
    "1",
    "-1",
  ),
  fc.constantFrom(
    `\${Main}`,
    `\${Main.Arn}`,
    `\${Other.Foo}`,
    `\${Param}-x`,
    `\${`,
    `\${!Lit}`,
    "[",
    "*",
    "true",
  ),
  fc.constantFrom("{{resolve:ssm:x}}", "{{resolve:secretsmanager:}}", "{{resolve:", "{{resolve:foo:x}}"),
);

/** Calls of functions whose arguments are mostly of their form, and other values. */
const { value } = fc.letrec((tie) => {
  const each = tie("value");
  const list = fc.array(each, { maxLength: 4 });
  const call = (name: string, ...forms: readonly fc.Arbitrary<unknown>[]) =>
    fc.oneof({ weight: 12, arbitrary: fc.oneof(...forms) }, each).map((argument) => ({ [name]: argument }));
  return {
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      text,
      fc.integer({ min: -1, max: 3 }),
      fc.boolean(),
      list,
      fc.constantFrom("Main", "Other", "Param", "AWS::Region", "AWS::NoValue").map((Ref) => ({ Ref })),
      call("Fn::GetAtt", fc.tuple(fc.constantFrom("Main", "Other"), fc.constantFrom("Arn", "Foo")), text),
      call("Fn::If", fc.tuple(fc.constant("Cond"), each, each)),
      call("Fn::Join", fc.tuple(text, list), fc.tuple(text, each)),
      call("Fn::Sub", text, fc.tuple(text, fc.dictionary(fc.constantFrom("Main", "Param"), each))),
      call("Fn::Select", fc.tuple(each, list), fc.tuple(fc.constantFrom(0, "1"), each)),
      call("Fn::Split", fc.tuple(text, each)),
      call("Fn::FindInMap", fc.tuple(fc.constant("Map"), text, text), list),
      call("Fn::Cidr", fc.tuple(each, each, each)),
      call("Fn::Base64", each),
      call("Fn::GetAZs", each),
      call("Fn::ImportValue", each),
      fc.dictionary(fc.constantFrom("Main", "Param", "Key", "Value", "DefaultValue"), each, {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    ),
  };
});
const { condition } = fc.letrec((tie) => {
  const each = tie("condition");
  return {
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.tuple(value, value).map((pair) => ({ "Fn::Equals": pair })),
      fc.constant({ Condition: "Cond" }),
      fc.array(each, { maxLength: 3 }).map((all) => ({ "Fn::And": all })),
      fc.array(each, { maxLength: 3 }).map((all) => ({ "Fn::Or": all })),
      fc.tuple(each).map((all) => ({ "Fn::Not": all })),
      fc.tuple(value, value).map((pair) => ({ "Fn::Contains": pair })),
      fc.tuple(value, value).map((pair) => ({ "Fn::EachMemberIn": pair })),
      fc.tuple(value, value).map((pair) => ({ "Fn::EachMemberEquals": pair })),
      value,
    ),
  };
});

/** A record with some of these keys, whose values are mostly of the form they should have. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([key, field]) => [key, fc.oneof({ weight: 100, arbitrary: field }, value)]),
    ),
    { requiredKeys: [], noNullPrototype: true },
  );

const resource = some({
  Type: fc.constantFrom("AWS::SQS::Queue", "AWS::Logs::LogGroup", "Custom::X", "AWS::CDK::Metadata"),
  Properties: some({ QueueName: value, LogGroupName: value, Tags: value, ServiceToken: value }),
  DependsOn: fc.subarray(["Main", "Other"]),
  Condition: fc.constant("Cond"),
  Metadata: value,
}).map((one) => ({ Type: "AWS::SQS::Queue", ...one }));

const template = some({
  Parameters: some({
    Param: some({
      Type: fc.constantFrom("String", "CommaDelimitedList"),
      Default: text,
      AllowedPattern: fc.constantFrom(".*", "*"),
    }),
  }),
  Rules: some({
    Rule: some({
      RuleCondition: condition,
      Assertions: fc.array(some({ Assert: condition }), { maxLength: 2 }),
    }),
  }),
  Mappings: some({ Map: some({ Main: some({ Main: value }) }) }),
  Conditions: some({ Cond: condition }),
  Resources: some({ Main: resource, Other: resource }),
  Outputs: some({
    Out: some({ Value: value, Export: some({ Name: value }), Condition: fc.constant("Cond") }),
  }),
});

const usable = template.map((one) => ({
  Parameters: { Param: { Type: "String", Default: "a" } },
  Conditions: { Cond: { "Fn::Equals": ["a", { Ref: "Param" }] } },
  Resources: { Main: { Type: "AWS::SQS::Queue" }, Other: { Type: "AWS::Logs::LogGroup" } },
  ...one,
}));

test("whatever a template holds, it is deployed, fails or is refused, and never breaks the service", async () => {
  await fc.assert(
    fc.asyncProperty(usable, async (content) => {
      runs += 1;
      const name = `s${runs}`;
      try {
        const status = await stacks.create(name, content);
        const reason = (await stacks.events(name)).find((event) => event.includes("Internal Failure"));
        expect(reason).toBeUndefined();
        if (status !== "CREATE_COMPLETE") expect(status).toBe("ROLLBACK_COMPLETE");
        expect(await stacks.delete(name)).toBe("DELETE_COMPLETE");
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        expect(error.code).toBe("ValidationError");
      }
      for (const { type, id } of cloud.resources.list()) await cloud.resources.delete(type, id);
    }),
    { numRuns: 1000 },
  );
});
