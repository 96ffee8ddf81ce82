import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { cloudClients } from "../../../support/sandbox-cloud";
import { getAtt, logGroup, queue, ref, Stacks } from "./stacks";

let cloud: SandboxCloud;
let stacks: Stacks;

beforeEach(async () => {
  cloud = await startSandboxCloud();
  stacks = Stacks.overTheWire(cloud);
});

afterEach(() => cloud.close());

const types = () => cloud.resources.list().map(({ type }) => type);

test("a stack is created in the order of its references, with an event for each status, and deleted in the reverse order", async () => {
  const template = {
    Resources: {
      Main: queue({ RedrivePolicy: { deadLetterTargetArn: getAtt("Dead", "Arn"), maxReceiveCount: 3 } }),
      Dead: queue(),
      Logs: logGroup({ RetentionInDays: "7" }, { DependsOn: "Main" }),
    },
    Outputs: { Url: { Value: ref("Main") } },
  };
  expect(await stacks.create("shop", template)).toBe("CREATE_COMPLETE");
  expect(await stacks.events("shop")).toEqual([
    "shop CREATE_IN_PROGRESS User Initiated",
    ...["Dead", "Main", "Logs"].flatMap((id) => [
      `${id} CREATE_IN_PROGRESS`,
      `${id} CREATE_IN_PROGRESS Resource creation Initiated`,
      `${id} CREATE_COMPLETE`,
    ]),
    "shop CREATE_COMPLETE",
  ]);
  const { Outputs, StackId } = await stacks.describe("shop");
  expect(Outputs).toEqual([
    { OutputKey: "Url", OutputValue: expect.stringMatching(/\/shop-Main-[A-Z0-9]{12}$/) },
  ]);
  const [group] = cloud.resources.list().filter(({ type }) => type === "AWS::Logs::LogGroup");
  expect(group).toMatchObject({ properties: { RetentionInDays: 7 } });

  expect(await stacks.delete("shop")).toBe("DELETE_COMPLETE");
  expect(types()).toEqual([]);
  expect(await stacks.events(StackId)).toEqual([
    "shop DELETE_IN_PROGRESS User Initiated",
    ...["Logs", "Main", "Dead"].flatMap((id) => [`${id} DELETE_IN_PROGRESS`, `${id} DELETE_COMPLETE`]),
    "shop DELETE_COMPLETE",
  ]);
  await expect(stacks.describe("shop")).rejects.toMatchObject({
    code: "ValidationError",
    message: "Stack with id shop does not exist",
  });
});

test("a creation that fails names every resource that failed, and is rolled back", async () => {
  const template = {
    Resources: { Good: queue(), Bad: queue({ QueueName: "a b" }), Worse: logGroup({ RetentionInDays: 8 }) },
  };
  expect(await stacks.create("shop", template)).toBe("ROLLBACK_COMPLETE");
  expect(types()).toEqual([]);
  const events = await stacks.events("shop");
  expect(events).toContainEqual(
    expect.stringMatching(/^Bad CREATE_FAILED Resource handler returned message: "Can only include/),
  );
  expect(events).toContainEqual(
    "Worse CREATE_FAILED Properties validation failed for resource Worse with message:\n#/RetentionInDays: 8 is not a valid enum value",
  );
  expect(events.at(-1)).toBe("shop ROLLBACK_COMPLETE");
  await expect(stacks.update("shop", { Resources: { Good: queue() } })).rejects.toThrow(
    /is in ROLLBACK_COMPLETE state and can not be updated\.$/,
  );
});

const FAILING = logGroup({ RetentionInDays: 8 }, { DependsOn: ["Kept", "Made"] });

test.each([
  [{}, "ROLLBACK_COMPLETE", ["kept"]],
  [{ OnFailure: "DELETE" }, "DELETE_COMPLETE", ["kept"]],
  [{ OnFailure: "DO_NOTHING" }, "CREATE_FAILED", ["kept", "made"]],
  [{ DisableRollback: true }, "CREATE_FAILED", ["kept", "made"]],
])("a creation that fails with %j ends in %s", async (options, status, left) => {
  const template = {
    Resources: {
      Kept: logGroup({ LogGroupName: "kept" }, { DeletionPolicy: "Retain" }),
      Made: logGroup({ LogGroupName: "made" }, { DeletionPolicy: "RetainExceptOnCreate" }),
      Failing: FAILING,
    },
  };
  const { StackId } = await stacks.call("CreateStack", {
    StackName: "shop",
    TemplateBody: JSON.stringify(template),
    ...options,
  });
  expect(await stacks.settled(StackId)).toBe(status);
  expect(cloud.resources.list().map(({ id }) => id)).toEqual(left);
  const reasons = (await stacks.call("DescribeStackEvents", { StackName: StackId })).StackEvents.map(
    ({ ResourceStatusReason }: { ResourceStatusReason?: string }) => ResourceStatusReason ?? "",
  );
  expect(reasons).toContainEqual(
    expect.stringMatching(/^The following resource\(s\) failed to create: \[Failing\]\./),
  );
});

test("a stack that was only reviewed is deleted, and one that is not there counts as deleted", async () => {
  const TemplateBody = JSON.stringify({ Resources: { Main: queue() } });
  const set = { StackName: "shop", ChangeSetName: "first", ChangeSetType: "CREATE", TemplateBody };
  const { StackId } = await stacks.call("CreateChangeSet", set);
  await stacks.call("DeleteStack", { StackName: "shop" });
  expect(await stacks.settled(StackId)).toBe("DELETE_COMPLETE");
  expect(await stacks.call("DeleteStack", { StackName: "shop" })).toEqual("");
  expect(types()).toEqual([]);
});

test("a bucket with objects fails the deletion of its stack, which can be tried again once it is empty", async () => {
  const template = {
    Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "orders" } }, Main: queue() },
  };
  await stacks.create("shop", template);
  const clients = cloudClients(cloud);
  await clients.s3.send(new PutObjectCommand({ Bucket: "orders", Key: "a", Body: "x" }));
  expect(await stacks.delete("shop")).toBe("DELETE_FAILED");
  expect(await stacks.events("shop")).toContainEqual(
    expect.stringMatching(
      /^Bucket DELETE_FAILED Resource handler returned message: "The bucket you tried to delete is not empty/,
    ),
  );
  expect(types()).toEqual(["AWS::S3::Bucket"]);
  await clients.s3.send(new DeleteObjectCommand({ Bucket: "orders", Key: "a" }));
  clients.destroy();
  expect(await stacks.delete("shop")).toBe("DELETE_COMPLETE");
  expect(types()).toEqual([]);
});

test("what was deleted through the other door is missing where it is changed, and no obstacle where it is deleted", async () => {
  const template = (DelaySeconds: number) => ({ Resources: { Main: queue({ DelaySeconds }) } });
  await stacks.create("shop", template(1));
  for (const { type, id } of cloud.resources.list()) await cloud.resources.delete(type, id);
  expect(await stacks.update("shop", template(2))).toBe("UPDATE_ROLLBACK_FAILED");
  expect(await stacks.events("shop")).toContainEqual(
    expect.stringMatching(/^Main UPDATE_FAILED .* was not found/),
  );
  expect(await stacks.delete("shop")).toBe("DELETE_COMPLETE");
});
