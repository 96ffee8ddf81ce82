import { accountWith, getAtt, logGroup, queue, ref, type Stacks } from "./stacks";

let stacks: Stacks;
let cloud: ReturnType<typeof accountWith>["cloud"];

beforeAll(() => {
  ({ stacks, cloud } = accountWith({ call: () => Promise.reject(new Error("no provider")) }));
});

afterAll(() => cloud.close());

const validate = (template: object) =>
  stacks.call("CreateChangeSet", {
    StackName: "shop",
    ChangeSetName: "set",
    ChangeSetType: "CREATE",
    TemplateBody: JSON.stringify(template),
    Capabilities: ["CAPABILITY_IAM"],
  });
const withMain = (properties: object, more: object = {}) => ({
  Resources: { Main: queue(properties, more) },
});

test.each<[object, string]>([
  [{}, "Template format error: At least one Resources member must be defined."],
  [{ Resources: {}, Foo: 1, Bar: 2 }, "Invalid template property or properties [Foo, Bar]"],
  [{ Resources: null }, "[/Resources] 'null' values are not allowed in templates"],
  [
    { Transform: "AWS::Serverless-2016-10-31", ...withMain({}) },
    "No transform named AWS::Serverless-2016-10-31 found.",
  ],
  [{ Resources: { "a-b": queue() } }, "Template format error: Resource name a-b is non alphanumeric."],
  [
    { Resources: { A: {} } },
    "Template format error: [/Resources/A] Every Resources object must contain a Type member.",
  ],
  [{ Resources: { A: queue({}, { Foo: 1 }) } }, "Invalid template resource property 'Foo'"],
  [
    { Resources: { A: { Type: "AWS::Foo::Bar" }, B: { Type: "AWS::CloudFormation::Stack" }, C: queue() } },
    "Template format error: Unrecognized resource types: [AWS::Foo::Bar, AWS::CloudFormation::Stack]",
  ],
  [
    withMain({ DelaySeconds: null }),
    "[/Resources/Main/Properties/DelaySeconds] 'null' values are not allowed in templates",
  ],
  [
    withMain({}, { DeletionPolicy: "Keep" }),
    "Template format error: Unrecognized DeletionPolicy Keep for resource Main",
  ],
  [
    withMain({}, { DeletionPolicy: "Snapshot" }),
    "Template error: resource type AWS::SQS::Queue does not support deletion policy Snapshot",
  ],
  [
    withMain({ DelaySeconds: ref("Nobody"), QueueName: ref("Nothing") }, { DependsOn: "Main" }),
    "Template format error: Unresolved resource dependencies [Nobody, Nothing] in the Resources block of the template",
  ],
  [
    withMain({}, { DependsOn: ["Other"] }),
    "Template format error: Unresolved resource dependencies [Other] in the Resources block of the template",
  ],
  [
    withMain({ QueueName: getAtt("Other", "Arn") }),
    "Template error: instance of Fn::GetAtt references undefined resource Other",
  ],
  [
    withMain({ QueueName: { "Fn::Sub": `\${Other.Arn}` } }),
    "Template error: instance of Fn::Sub references invalid resource attribute Other.Arn",
  ],
  [
    withMain({ QueueName: { "Fn::Foo": 1 } }),
    "Template error: Fn::Foo is not a function that the sandbox simulates",
  ],
  [
    withMain({}, { Condition: "No" }),
    "Template format error: Unresolved condition dependency No in the Resources block of the template",
  ],
  [
    {
      Resources: {
        A: queue({ QueueName: ref("B") }),
        B: queue({ QueueName: ref("A") }),
        C: queue({}, { DependsOn: "A" }),
      },
    },
    "Circular dependency between resources: [A, B]",
  ],
  [
    { ...withMain({}), Outputs: { A: { Description: "x" } } },
    "Template format error: Output A is malformed.",
  ],
  [
    { ...withMain({}), Outputs: { A: { Value: ref("B") } } },
    "Template format error: Unresolved resource dependencies [B] in the Outputs block of the template",
  ],
  [
    {
      Conditions: { No: { "Fn::Equals": [1, 2] } },
      Resources: { A: queue({}, { Condition: "No" }), B: queue({ QueueName: ref("A") }) },
    },
    "Template format error: Unresolved resource dependencies [A] in the Resources block of the template",
  ],
  [
    {
      Rules: {
        Check: { Assertions: [{ Assert: { "Fn::Equals": [1, 2] }, AssertDescription: "bootstrap again" }] },
      },
      ...withMain({}),
    },
    "Template Constraint Rule Assertion Failed. bootstrap again",
  ],
])("the template %j is refused", async (template, message) => {
  await expect(validate(template)).rejects.toMatchObject({
    code: "ValidationError",
    message: expect.stringContaining(message),
  });
  expect((await stacks.call("DescribeStacks")).Stacks).toEqual([]);
});

test("a resource that is not made may be named in the part of an Fn::If that is not taken", async () => {
  const template = {
    Conditions: { No: { "Fn::Equals": [1, 2] } },
    Resources: {
      Absent: queue({}, { Condition: "No" }),
      Main: queue({ QueueName: { "Fn::If": ["No", ref("Absent"), "own"] } }),
    },
    Outputs: { Gone: { Value: ref("Absent"), Condition: "No" } },
  };
  expect(await stacks.create("conditional", template)).toBe("CREATE_COMPLETE");
  expect((await stacks.describe("conditional")).Outputs).toEqual([]);
  expect(await stacks.delete("conditional")).toBe("DELETE_COMPLETE");
});

test("IAM entities need a capability, those with a name of their own another one", async () => {
  const role = (properties: object) => ({
    Resources: {
      Role: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {}, ...properties } },
    },
  });
  const create = (template: object, ...Capabilities: string[]) =>
    stacks.call("CreateStack", { StackName: "iam", TemplateBody: JSON.stringify(template), Capabilities });
  await expect(create(role({}))).rejects.toMatchObject({
    code: "InsufficientCapabilitiesException",
    message: "Requires capabilities : [CAPABILITY_IAM]",
  });
  await expect(create(role({ RoleName: "own" }), "CAPABILITY_IAM")).rejects.toThrow(
    "Requires capabilities : [CAPABILITY_NAMED_IAM]",
  );
});

test("properties that the type does not have, or that have another form, fail the resource with all problems", async () => {
  const template = withMain({ Foo: 1, DelaySeconds: "9000", Tags: [{ Key: "a" }] });
  expect(await stacks.create("bad", template)).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.events("bad")).toContain(
    "Main CREATE_FAILED Properties validation failed for resource Main with message:\n" +
      "#: extraneous key [Foo] is not permitted\n#/DelaySeconds: 9000 is not less or equal to 900\n#/Tags/0: required key [Value] not found",
  );
});

test("an attribute that the type does not have fails the resource that names it", async () => {
  const template = { Resources: { Main: queue(), Logs: logGroup({ LogGroupName: getAtt("Main", "Foo") }) } };
  await stacks.create("attribute", template);
  expect(await stacks.events("attribute")).toContain(
    "Logs CREATE_FAILED Template error: resource Main does not support attribute type Foo in Fn::GetAtt",
  );
});

test("a large template is taken from a bucket only", async () => {
  const template = JSON.stringify({ ...withMain({}), Metadata: { text: "x".repeat(51_200) } });
  const deployer = cloud.access.issueDeployer().caller;
  cloud.s3.add("templates");
  cloud.s3.put(deployer, "templates", "a/b.json", Buffer.from(template));
  await expect(stacks.call("CreateStack", { StackName: "large", TemplateBody: template })).rejects.toThrow(
    "failed to satisfy constraint: Member must have length less than or equal to 51200",
  );
  const from = (TemplateURL: string) => stacks.call("CreateStack", { StackName: "large", TemplateURL });
  await expect(from("http://127.0.0.1:1/templates/c.json")).rejects.toThrow(
    "S3 error: The specified key does not exist.",
  );
  await expect(from("http://127.0.0.1:1/nobody/c.json")).rejects.toThrow(
    "S3 error: The specified bucket does not exist",
  );
  await expect(from("ftp")).rejects.toThrow("TemplateURL must be a supported URL.");
  await from("https://templates.s3.us-east-1.amazonaws.com/a/b.json");
  expect(await stacks.settled("large")).toBe("CREATE_COMPLETE");
});

test("a stack with termination protection is not deleted", async () => {
  await stacks.create("safe", withMain({}), { EnableTerminationProtection: true });
  await expect(stacks.delete("safe")).rejects.toThrow(
    "Stack [safe] cannot be deleted while TerminationProtection is enabled",
  );
  await stacks.call("UpdateTerminationProtection", { StackName: "safe", EnableTerminationProtection: false });
  expect(await stacks.delete("safe")).toBe("DELETE_COMPLETE");
});

test("change sets are refused by name and state in CloudFormation's words", async () => {
  const set = { StackName: "sets", ChangeSetName: "first", TemplateBody: JSON.stringify(withMain({})) };
  await expect(stacks.call("CreateChangeSet", set)).rejects.toThrow("Stack [sets] does not exist");
  await stacks.call("CreateChangeSet", { ...set, ChangeSetType: "CREATE" });
  expect((await stacks.describe("sets")).StackStatus).toBe("REVIEW_IN_PROGRESS");
  await expect(stacks.call("CreateChangeSet", { ...set, ChangeSetType: "CREATE" })).rejects.toMatchObject({
    code: "AlreadyExistsException",
  });
  await expect(
    stacks.call("DescribeChangeSet", { StackName: "sets", ChangeSetName: "other" }),
  ).rejects.toMatchObject({
    code: "ChangeSetNotFound",
    message: "ChangeSet [other] does not exist",
    status: 404,
  });
  const { Changes, ExecutionStatus } = await stacks.call("DescribeChangeSet", set);
  expect([Changes[0].ResourceChange.Action, ExecutionStatus]).toEqual(["Add", "AVAILABLE"]);
  await stacks.call("ExecuteChangeSet", set);
  expect(await stacks.settled("sets")).toBe("CREATE_COMPLETE");
  await expect(stacks.call("ExecuteChangeSet", set)).rejects.toMatchObject({
    code: "InvalidChangeSetStatus",
  });
  // The name of an executed one is free again.
  await stacks.call("CreateChangeSet", {
    ...set,
    TemplateBody: JSON.stringify(withMain({ DelaySeconds: 1 })),
  });
  expect(await stacks.call("DescribeChangeSet", set)).toMatchObject({ ExecutionStatus: "AVAILABLE" });
  await expect(
    stacks.call("CreateChangeSet", { ...set, ChangeSetName: "x", ChangeSetType: "CREATE" }),
  ).rejects.toThrow("Stack [sets] already exists and cannot be created again with the changeSet [x].");
});

test("no hook has a result for a change set that failed", async () => {
  const template = withMain({});
  await stacks.create("hooks", template);
  const set = { StackName: "hooks", ChangeSetName: "same" };
  const { Id } = await stacks.call("CreateChangeSet", { ...set, TemplateBody: JSON.stringify(template) });
  expect(await stacks.call("DescribeChangeSet", set)).toMatchObject({ Status: "FAILED" });
  const target = { TargetType: "CHANGE_SET", TargetId: Id };
  expect(await stacks.call("ListHookResults", target)).toEqual({ ...target, HookResults: [] });
});

test("values of NoEcho parameters are in no answer, event or change set, and go to the resource", async () => {
  const template = (more: object = {}) => ({
    Parameters: { Key: { Type: "String", NoEcho: true } },
    Resources: { Main: queue({ Tags: [{ Key: "k", Value: ref("Key") }], ...more }) },
    Outputs: { Key: { Value: ref("Key") } },
  });
  const Parameters = [{ ParameterKey: "Key", ParameterValue: "s3cret-key" }];
  await stacks.create("noecho", template(), { Parameters });
  const changes = await stacks.changes("noecho", template({ DelaySeconds: 1 }), {
    Parameters: [{ ParameterKey: "Key", ParameterValue: "s3cret-new" }],
  });
  const events = await stacks.call("DescribeStackEvents", { StackName: "noecho" });
  const shown = JSON.stringify([changes, events, await stacks.describe("noecho")]);
  expect(shown).toContain("****");
  expect(shown).not.toContain("s3cret");
  const made = cloud.resources.list().find(({ id }) => id.includes("noecho-"));
  expect(made!.properties["Tags"]).toEqual([{ Key: "k", Value: "s3cret-key" }]);
});
