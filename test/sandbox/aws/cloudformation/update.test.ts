import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { getAtt, logGroup, queue, ref, Stacks } from "./stacks";

let cloud: SandboxCloud;
let stacks: Stacks;

beforeEach(async () => {
  cloud = await startSandboxCloud();
  stacks = Stacks.overTheWire(cloud);
});

afterEach(() => cloud.close());

const ids = () => cloud.resources.list().map(({ id }) => id);
const groups = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, logGroup({ LogGroupName: name })]));

test("an update changes, replaces, adds and removes, and deletes only after all that", async () => {
  const before = {
    Resources: {
      ...groups("kept", "gone"),
      Moved: logGroup({ LogGroupName: "old" }),
      Later: queue({}, { DependsOn: "Moved" }),
    },
  };
  const after = {
    Resources: {
      ...groups("kept", "added"),
      Moved: logGroup({ LogGroupName: "new" }),
      Later: queue({ DelaySeconds: 5 }, { DependsOn: "Moved" }),
    },
  };
  expect(await stacks.create("shop", before)).toBe("CREATE_COMPLETE");
  expect(await stacks.update("shop", after)).toBe("UPDATE_COMPLETE");
  expect(await stacks.events("shop")).toEqual([
    "shop UPDATE_IN_PROGRESS User Initiated",
    "added CREATE_IN_PROGRESS",
    "Moved UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.",
    "added CREATE_IN_PROGRESS Resource creation Initiated",
    "Moved UPDATE_IN_PROGRESS Resource creation Initiated",
    "added CREATE_COMPLETE",
    "Moved UPDATE_COMPLETE",
    "Later UPDATE_IN_PROGRESS",
    "Later UPDATE_COMPLETE",
    "shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "Moved DELETE_IN_PROGRESS",
    "gone DELETE_IN_PROGRESS",
    "Moved DELETE_COMPLETE",
    "gone DELETE_COMPLETE",
    "shop UPDATE_COMPLETE",
  ]);
  expect(ids()).toEqual(["kept", expect.stringMatching(/shop-Later-/), "added", "new"]);
});

test("a resource that uses a replaced one is updated to the new one", async () => {
  const template = (name: string) => ({
    Resources: {
      Dead: queue({ QueueName: name }),
      Main: queue({ RedrivePolicy: { deadLetterTargetArn: getAtt("Dead", "Arn"), maxReceiveCount: 3 } }),
    },
  });
  await stacks.create("shop", template("one"));
  const [first, second] = await stacks.changes("shop", template("two"));
  expect(first).toMatchObject({
    Action: "Modify",
    LogicalResourceId: "Dead",
    Replacement: "True",
    PolicyAction: "ReplaceAndDelete",
    Scope: ["Properties"],
    Details: [
      {
        ChangeSource: "DirectModification",
        Evaluation: "Static",
        Target: { Name: "QueueName", RequiresRecreation: "Always", BeforeValue: "one", AfterValue: "two" },
      },
    ],
  });
  expect(second).toMatchObject({
    LogicalResourceId: "Main",
    Replacement: "False",
    Details: [
      {
        ChangeSource: "ResourceAttribute",
        CausingEntity: "Dead.Arn",
        Evaluation: "Dynamic",
        Target: { Name: "RedrivePolicy", RequiresRecreation: "Never" },
      },
    ],
  });
  await stacks.update("shop", template("two"));
  const main = cloud.resources.list().find(({ properties }) => properties["RedrivePolicy"]);
  expect(main!.properties["RedrivePolicy"]).toMatchObject({
    deadLetterTargetArn: expect.stringMatching(/:two$/),
  });
  expect(ids()).toHaveLength(2);
});

test("a change that depends on a replacement in a property that needs one is conditional", async () => {
  const template = (name: string) => ({
    Resources: {
      Dead: queue({ QueueName: name }),
      Logs: logGroup({ LogGroupName: { "Fn::Sub": `of-\${Dead.QueueName}` } }),
    },
  });
  await stacks.create("shop", template("one"));
  const [, change] = await stacks.changes("shop", template("two"));
  expect(change).toMatchObject({ LogicalResourceId: "Logs", Replacement: "Conditional" });
  await stacks.update("shop", template("two"));
  expect(ids().sort()).toEqual([expect.stringMatching(/\/two$/), "of-two"]);
});

test("a parameter, a tag of the stack and metadata are changes, a description and an unused parameter are none", async () => {
  const template = (more: object = {}, properties: object = {}) => ({
    Parameters: { Seconds: { Type: "Number", Default: 5 }, Unused: { Type: "String", Default: "a" } },
    Resources: { Main: queue({ DelaySeconds: ref("Seconds"), ...properties }, more) },
  });
  await stacks.create("shop", template());
  const parameter = (ParameterKey: string, ParameterValue: string) => ({
    Parameters: [{ ParameterKey, ParameterValue }],
  });
  expect(await stacks.changes("shop", template(), parameter("Seconds", "6"))).toMatchObject([
    { Details: [{ ChangeSource: "ParameterReference", CausingEntity: "Seconds" }] },
  ]);
  expect(await stacks.changes("shop", template({ Metadata: { why: "x" } }))).toMatchObject([
    { Scope: ["Metadata"] },
  ]);
  expect(await stacks.changes("shop", template(), { Tags: [{ Key: "a", Value: "b" }] })).toMatchObject([
    { Scope: ["Tags"], Replacement: "False" },
  ]);
  const none =
    "The submitted information didn't contain changes. Submit different information to create a change set.";
  await expect(stacks.changes("shop", template(), parameter("Unused", "b"))).rejects.toThrow(none);
  await expect(stacks.changes("shop", { ...template(), Description: "text" })).rejects.toThrow(none);
  await expect(stacks.update("shop", template())).rejects.toThrow("No updates are to be performed.");

  await stacks.update("shop", template(), { Tags: [{ Key: "team", Value: "orders" }] });
  expect(cloud.resources.list()[0]!.properties).toMatchObject({ Tags: [{ Key: "team", Value: "orders" }] });
});

test("a resource with a name of its own is not replaced under the same name", async () => {
  const named = (LogGroupClass: string) => ({
    Resources: { Logs: logGroup({ LogGroupName: "own", LogGroupClass }) },
  });
  await stacks.create("shop", named("STANDARD"));
  expect(await stacks.update("shop", named("DELIVERY"))).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.events("shop")).toContain(
    "Logs UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename own and update the stack again.",
  );
  expect(ids()).toEqual(["own"]);
});

test("policies decide what a deletion and a replacement leave in the account", async () => {
  const before = {
    Resources: {
      ...groups("anchor"),
      Kept: logGroup({ LogGroupName: "kept" }, { DeletionPolicy: "Retain" }),
      Moved: logGroup({ LogGroupName: "old" }, { UpdateReplacePolicy: "Retain" }),
    },
  };
  const after = {
    Resources: {
      ...groups("anchor"),
      Moved: logGroup({ LogGroupName: "new" }, { UpdateReplacePolicy: "Retain" }),
    },
  };
  await stacks.create("shop", before);
  const changes = await stacks.changes("shop", after);
  expect(changes.map(({ LogicalResourceId, PolicyAction }) => [LogicalResourceId, PolicyAction])).toEqual([
    ["Kept", "Retain"],
    ["Moved", "ReplaceAndRetain"],
  ]);
  await stacks.update("shop", after);
  expect((await stacks.events("shop")).filter((event) => event.includes("DELETE_"))).toEqual([
    "Moved DELETE_SKIPPED",
    "Kept DELETE_SKIPPED",
  ]);
  await stacks.delete("shop");
  expect(ids()).toEqual(["kept", "old"]);
});

test("another type under the same logical id is refused", async () => {
  await stacks.create("shop", { Resources: { Thing: queue() } });
  await expect(stacks.update("shop", { Resources: { Thing: logGroup() } })).rejects.toThrow(
    "Update of resource type is not permitted. The new template modifies resource type of the following resources: [Thing]",
  );
});

test("an export in use is neither changed nor deleted, and stacks are deleted once nobody uses it", async () => {
  const exporting = (name: string) => ({
    Resources: { Main: queue({ QueueName: name }) },
    Outputs: { Arn: { Value: getAtt("Main", "Arn"), Export: { Name: "main-arn" } } },
  });
  const importing = {
    Resources: {
      Logs: logGroup({
        LogGroupName: { "Fn::Select": [5, { "Fn::Split": [":", { "Fn::ImportValue": "main-arn" }] }] },
      }),
    },
  };
  await stacks.create("one", exporting("q1"));
  expect(await stacks.create("two", importing)).toBe("CREATE_COMPLETE");
  expect(ids()).toContain("q1");
  expect(await stacks.update("one", exporting("q2"))).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect((await stacks.events("one"))[0]).toBe("one UPDATE_IN_PROGRESS User Initiated");
  expect(await stacks.events("one")).toContain(
    "one UPDATE_ROLLBACK_IN_PROGRESS Export main-arn cannot be updated as it is in use by two",
  );
  expect(await stacks.delete("one")).toBe("DELETE_FAILED");
  expect((await stacks.describe("one")).StackStatusReason).toBe(
    "Export main-arn cannot be deleted as it is in use by two",
  );
  expect(await stacks.create("three", exporting("q3"))).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.events("three")).toContainEqual(
    expect.stringContaining("Export with name main-arn is already exported by stack one."),
  );
  await stacks.delete("two");
  expect(await stacks.delete("one")).toBe("DELETE_COMPLETE");
});

test("a change set tells each place in a property with its values, and without values each property once", async () => {
  const template = (count: number, team: string) => ({
    Resources: {
      Dead: queue({ QueueName: "dead" }),
      Main: queue({
        RedrivePolicy: { deadLetterTargetArn: getAtt("Dead", "Arn"), maxReceiveCount: count },
        Tags: [
          { Key: "team", Value: team },
          { Key: "stage", Value: team },
        ],
      }),
    },
  });
  await stacks.create("shop", template(3, "a"));
  const [change] = await stacks.changes("shop", template(4, "b"));
  const details = change.Details as { Target: Record<string, string> }[];
  expect(details.map(({ Target }) => [Target["Path"], Target["BeforeValue"], Target["AfterValue"]])).toEqual([
    ["/Properties/RedrivePolicy/maxReceiveCount", "3", "4"],
    ["/Properties/Tags/0/Value", "a", "b"],
    ["/Properties/Tags/1/Value", "a", "b"],
  ]);
  const set = { StackName: "shop", ChangeSetName: "plain" };
  await stacks.call("CreateChangeSet", { ...set, TemplateBody: JSON.stringify(template(4, "b")) });
  const { Changes } = await stacks.call("DescribeChangeSet", set);
  const target = (Name: string) => ({
    Target: { Attribute: "Properties", Name, RequiresRecreation: "Never" },
    Evaluation: "Static",
    ChangeSource: "DirectModification",
  });
  expect(Changes[0].ResourceChange.Details).toEqual([target("RedrivePolicy"), target("Tags")]);
});

test("events come in pages, the newest first, and new ones do not move the pages", async () => {
  const many = Array.from({ length: 40 }, (_, index) => [`Q${index}`, queue()]);
  await stacks.create("shop", { Resources: Object.fromEntries(many) });
  const first = await stacks.call("DescribeStackEvents", { StackName: "shop" });
  await stacks.delete("shop");
  const { StackId } = first.StackEvents[0];
  const second = await stacks.call("DescribeStackEvents", { StackName: StackId, NextToken: first.NextToken });
  const seen = [...first.StackEvents, ...second.StackEvents];
  expect([seen.length, second.NextToken]).toEqual([122, undefined]);
  expect(new Set(seen.map(({ EventId }) => EventId)).size).toBe(122);
  const times = seen.map(({ Timestamp }) => Date.parse(Timestamp));
  expect(times).toEqual([...new Set(times)].sort((a, b) => b - a));
});

test("the previous template and previous values are used again where a call asks for them", async () => {
  const template = {
    Parameters: { Seconds: { Type: "Number", Default: 1 }, Days: { Type: "Number", Default: 1 } },
    Resources: {
      Main: queue({ DelaySeconds: ref("Seconds") }),
      Logs: logGroup({ RetentionInDays: ref("Days") }),
    },
  };
  const given = (ParameterKey: string, ParameterValue: string) => ({ ParameterKey, ParameterValue });
  await stacks.create("shop", template, { Parameters: [given("Seconds", "2"), given("Days", "3")] });
  await stacks.call("UpdateStack", {
    StackName: "shop",
    UsePreviousTemplate: true,
    Parameters: [{ ParameterKey: "Seconds", UsePreviousValue: true }, given("Days", "5")],
  });
  expect(await stacks.settled("shop")).toBe("UPDATE_COMPLETE");
  expect((await stacks.describe("shop")).Parameters).toEqual([given("Seconds", "2"), given("Days", "5")]);
  expect(cloud.resources.list().map(({ properties }) => properties)).toMatchObject([
    { DelaySeconds: 2 },
    { RetentionInDays: 5 },
  ]);
  await expect(stacks.call("UpdateStack", { StackName: "shop" })).rejects.toThrow(
    "Either Template URL or Template Body must be specified.",
  );
});
