import {
  CustomResourceFailure,
  type CustomResourceRequest,
  type CustomResourceResult,
  type CustomResources,
} from "../../../../sandbox/aws/cloudformation/custom-resources";
import { accountWith, getAtt, logGroup, ref, type Stacks } from "./stacks";

const SERVICE = "arn:aws:lambda:us-east-1:123456789012:function:provider";

type Answer = (request: CustomResourceRequest) => Partial<CustomResourceResult>;

/** A provider whose ids are `LOGICALID/KEY`, and whose data are the properties. */
class Provider implements CustomResources {
  readonly calls: CustomResourceRequest[] = [];
  answer: Answer = () => ({});

  async call(request: CustomResourceRequest): Promise<CustomResourceResult> {
    this.calls.push(request);
    const { logicalId, physicalId, properties } = request;
    const key = properties["Key"];
    const byDefault = {
      physicalId: key === undefined ? (physicalId ?? logicalId) : `${logicalId}/${String(key)}`,
      data: properties,
      noEcho: false,
      requestId: `request-${this.calls.length}`,
    };
    return { ...byDefault, ...this.answer(request) };
  }

  take(): string[] {
    return this.calls.splice(0).map(({ requestType, physicalId, logicalId }) => {
      return `${requestType} ${physicalId ?? logicalId}`;
    });
  }
}

let provider: Provider;
let stacks: Stacks;
let cloud: ReturnType<typeof accountWith>["cloud"];

beforeEach(() => {
  provider = new Provider();
  ({ cloud, stacks } = accountWith(provider));
});

afterEach(() => cloud.close());

const custom = (properties: object = {}, more: object = {}) => ({
  Type: "Custom::Label",
  Properties: { ServiceToken: SERVICE, ...properties },
  ...more,
});
const failing = logGroup({ RetentionInDays: 8 }, { DependsOn: "Label" });
const fail = (message: string, physicalId?: string): never => {
  throw new CustomResourceFailure(message, physicalId);
};

test("a provider gets every scalar as text, at any depth, and its data are attributes", async () => {
  const template = {
    Resources: {
      Label: custom({ Number: 42, Flag: true, List: [1, { Deep: false }], ServiceTimeout: 30 }),
      Logs: logGroup({ LogGroupName: { "Fn::Sub": `\${Label}-\${Label.Number}` } }),
    },
    Outputs: { Deep: { Value: getAtt("Label", "List.1.Deep") } },
  };
  expect(await stacks.create("pce", template)).toBe("CREATE_COMPLETE");
  const { StackId, Outputs } = await stacks.describe("pce");
  expect(provider.calls).toEqual([
    {
      requestType: "Create",
      serviceToken: SERVICE,
      stackId: StackId,
      logicalId: "Label",
      resourceType: "Custom::Label",
      properties: {
        ServiceToken: SERVICE,
        Number: "42",
        Flag: "true",
        List: ["1", { Deep: "false" }],
        ServiceTimeout: "30",
      },
      timeoutInSeconds: 30,
    },
  ]);
  expect(cloud.resources.list().map(({ id }) => id)).toEqual(["Label-42"]);
  expect(Outputs[0]).toMatchObject({ OutputKey: "Deep", OutputValue: "false" });
});

test("an update sends the properties before, and another id is a replacement whose old id is deleted at the end", async () => {
  const template = (Key: string) => ({
    Resources: {
      Label: custom({ Key }),
      Logs: logGroup({ LogGroupName: { "Fn::Join": ["", ["of-", ref("Label")]] } }),
    },
  });
  await stacks.create("pce", template("role"));
  provider.take();
  expect(await stacks.changes("pce", template("app"))).toMatchObject([
    { LogicalResourceId: "Label", Replacement: "Conditional" },
    { LogicalResourceId: "Logs", Replacement: "Conditional" },
  ]);
  expect(await stacks.update("pce", template("app"))).toBe("UPDATE_COMPLETE");
  expect(
    provider.calls.map(({ requestType, physicalId, properties, oldProperties }) => [
      requestType,
      physicalId,
      properties["Key"],
      oldProperties?.["Key"],
    ]),
  ).toEqual([
    ["Update", "Label/role", "app", "role"],
    ["Delete", "Label/role", "role", undefined],
  ]);
  expect(cloud.resources.list().map(({ id }) => id)).toEqual(["of-Label/app"]);
  expect(await stacks.events("pce")).toContain(
    "Label UPDATE_IN_PROGRESS Requested update required the provider to create a new physical resource",
  );
});

test("a create that fails is followed by a delete of the id in its answer, or of one that was made up", async () => {
  provider.answer = ({ requestType, logicalId }) =>
    requestType === "Create" ? fail("no PCE", logicalId === "Known" ? "known-id" : undefined) : {};
  expect(await stacks.create("pce", { Resources: { Known: custom(), Unknown: custom() } })).toBe(
    "ROLLBACK_COMPLETE",
  );
  const events = await stacks.events("pce");
  expect(events).toContain("Known CREATE_FAILED no PCE");
  expect(events).toContain("Unknown CREATE_FAILED no PCE");
  expect(provider.take().sort()).toEqual([
    "Create Known",
    "Create Unknown",
    "Delete known-id",
    expect.stringMatching(/^Delete pce-Unknown-[A-Z0-9]{12}$/),
  ]);
});

test("an update that fails is followed by an update to the properties before", async () => {
  await stacks.create("pce", { Resources: { Label: custom({ Value: 1 }) } });
  provider.calls.length = 0;
  provider.answer = ({ properties }) => (properties["Value"] === "2" ? fail("refused") : {});
  expect(await stacks.update("pce", { Resources: { Label: custom({ Value: 2 }) } })).toBe(
    "UPDATE_ROLLBACK_COMPLETE",
  );
  expect(
    provider.calls.map(({ requestType, properties, oldProperties }) => [
      requestType,
      properties["Value"],
      oldProperties?.["Value"],
    ]),
  ).toEqual([
    ["Update", "2", "1"],
    ["Update", "1", "2"],
  ]);
});

test("a rollback updates a replaced resource back, and deletes the id that it had got", async () => {
  const template = (Key: string, more: object) => ({ Resources: { Label: custom({ Key }), ...more } });
  await stacks.create("pce", template("role", {}));
  provider.take();
  expect(await stacks.update("pce", template("app", { failing }))).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(provider.take()).toEqual(["Update Label/role", "Update Label/app", "Delete Label/app"]);
  const { StackResources } = await stacks.call("DescribeStackResources", { StackName: "pce" });
  expect(StackResources).toMatchObject([{ PhysicalResourceId: "Label/role" }]);
});

test("a rollback that fails can be continued, with the resource or without it", async () => {
  const template = (Value: number, more: object) => ({ Resources: { Label: custom({ Value }), ...more } });
  await stacks.create("pce", template(1, {}));
  provider.answer = ({ oldProperties }) => (oldProperties?.["Value"] === "2" ? fail("still away") : {});
  expect(await stacks.update("pce", template(2, { failing }))).toBe("UPDATE_ROLLBACK_FAILED");
  expect((await stacks.describe("pce")).StackStatusReason).toBe(
    "The following resource(s) failed to update: [Label].",
  );
  await stacks.call("ContinueUpdateRollback", { StackName: "pce" });
  expect(await stacks.settled("pce")).toBe("UPDATE_ROLLBACK_FAILED");
  await stacks.call("ContinueUpdateRollback", { StackName: "pce", ResourcesToSkip: ["Label"] });
  expect(await stacks.settled("pce")).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("an attribute that the last answer lacks fails the resource that uses it, and names the answer", async () => {
  const using = (attribute: string) => ({
    Resources: { Label: custom({ Key: "a" }), Logs: logGroup({ LogGroupName: getAtt("Label", attribute) }) },
  });
  expect(await stacks.create("pce", using("Key"))).toBe("CREATE_COMPLETE");
  const { StackId } = await stacks.describe("pce");
  expect(await stacks.update("pce", using("Other"))).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.events("pce")).toContain(
    `Logs UPDATE_FAILED CustomResource attribute error: Vendor response doesn't contain Other attribute in object ${StackId}|Label|request-1`,
  );
});

test("a delete that fails leaves the stack to be deleted again, or without the resource", async () => {
  await stacks.create("pce", { Resources: { Label: custom(), Logs: logGroup() } });
  provider.answer = ({ requestType }) => (requestType === "Delete" ? fail("label in use") : {});
  expect(await stacks.delete("pce")).toBe("DELETE_FAILED");
  expect((await stacks.describe("pce")).StackStatusReason).toBe(
    "The following resource(s) failed to delete: [Label].",
  );
  expect(await stacks.events("pce")).toContain("Label DELETE_FAILED label in use");
  expect(await stacks.delete("pce")).toBe("DELETE_FAILED");
  expect(await stacks.delete("pce", { RetainResources: ["Label"] })).toBe("DELETE_COMPLETE");
  expect(cloud.resources.list()).toEqual([]);
});

test("what is under way when another resource fails is awaited, told as cancelled, and rolled back", async () => {
  let release = (): void => undefined;
  const waiting = new Promise<void>((resolve) => {
    release = resolve;
  });
  const call = provider.call.bind(provider);
  provider.call = async (request) => {
    if (request.logicalId === "Slow" && request.requestType === "Create") await waiting;
    return call(request);
  };
  const begun = stacks.create("pce", {
    Resources: { Slow: custom(), Broken: logGroup({ RetentionInDays: 8 }) },
  });
  while (!(await stacks.events("pce")).some((event) => event.startsWith("Broken CREATE_FAILED"))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await stacks.describe("pce")).StackStatus).toBe("CREATE_IN_PROGRESS");
  await expect(stacks.call("UpdateStack", { StackName: "pce", TemplateBody: "{}" })).rejects.toThrow(
    /is in CREATE_IN_PROGRESS state and can not be updated/,
  );
  release();
  expect(await begun).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.events("pce")).toContain("Slow CREATE_FAILED Resource creation cancelled");
  expect(provider.take()).toEqual(["Create Slow", "Delete Slow"]);
});

test("without rollback a failed update stays as it is, until it is rolled back or deployed again", async () => {
  const template = (Value: number, more: object = {}) => ({
    Resources: { Label: custom({ Value }), ...more },
  });
  await stacks.create("pce", template(1));
  expect(await stacks.update("pce", template(2, { failing }), { DisableRollback: true })).toBe(
    "UPDATE_FAILED",
  );
  provider.take();
  await stacks.call("RollbackStack", { StackName: "pce" });
  expect(await stacks.settled("pce")).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(provider.take()).toEqual(["Update Label"]);

  expect(await stacks.update("pce", template(3, { failing }), { DisableRollback: true })).toBe(
    "UPDATE_FAILED",
  );
  expect(await stacks.update("pce", template(4, { failing: logGroup() }))).toBe("UPDATE_COMPLETE");
  expect(await stacks.create("new", template(1, { failing }), { DisableRollback: true })).toBe(
    "CREATE_FAILED",
  );
  await stacks.call("RollbackStack", { StackName: "new" });
  expect(await stacks.settled("new")).toBe("ROLLBACK_COMPLETE");
});

test("an update after one that failed without rollback tries again what failed, in place and as a replacement", async () => {
  const template = (Value: number, LogGroupName: string) => ({
    Resources: { Label: custom({ Value }), Logs: logGroup({ LogGroupName }) },
  });
  const keep = { DisableRollback: true };
  await stacks.create("pce", template(1, "one"));
  await cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: "two" });
  provider.answer = () => fail("away");
  expect(await stacks.update("pce", template(2, "two"), keep)).toBe("UPDATE_FAILED");
  expect((await stacks.describe("pce")).StackStatusReason).toBe(
    "The following resource(s) failed to update: [Label, Logs].",
  );
  await cloud.resources.delete("AWS::Logs::LogGroup", "two");
  provider.answer = () => ({});
  provider.take();
  expect(await stacks.update("pce", template(2, "two"))).toBe("UPDATE_COMPLETE");
  expect(provider.take()).toEqual(["Update Label"]);
  expect(cloud.resources.list().map(({ id }) => id)).toEqual(["two"]);
});

test("a stack whose update failed without rollback goes back to the template before", async () => {
  const template = (Value: number) => ({ Resources: { Label: custom({ Value }) } });
  await stacks.create("pce", template(1));
  provider.answer = ({ properties }) => (properties["Value"] === "2" ? fail("away") : {});
  expect(await stacks.update("pce", template(2), { DisableRollback: true })).toBe("UPDATE_FAILED");
  provider.take();
  expect(await stacks.update("pce", template(1))).toBe("UPDATE_COMPLETE");
  expect(provider.take()).toEqual(["Update Label"]);
});

test("a stack that was never complete is rolled back as a creation, also after an update", async () => {
  const template = (Value: number) => ({ Resources: { Label: custom({ Value }), failing } });
  const keep = { DisableRollback: true };
  expect(await stacks.create("pce", template(1), keep)).toBe("CREATE_FAILED");
  expect(await stacks.update("pce", template(2), keep)).toBe("UPDATE_FAILED");
  expect(await stacks.update("pce", template(3))).toBe("ROLLBACK_COMPLETE");
  expect(provider.take()).toEqual(["Create Label", "Update Label", "Update Label", "Delete Label"]);
  expect(cloud.resources.list()).toEqual([]);
});

test("data of a provider that asks for it are masked in answers and events, and used all the same", async () => {
  provider.answer = () => ({ data: { Secret: "s3cret-value" }, noEcho: true });
  const template = {
    Resources: { Label: custom(), Logs: logGroup({ LogGroupName: getAtt("Label", "Secret") }) },
    Outputs: { Secret: { Value: getAtt("Label", "Secret") } },
  };
  await stacks.create("pce", template);
  expect(cloud.resources.list()[0]!.id).toBe("s3cret-value");
  expect((await stacks.describe("pce")).Outputs[0].OutputValue).toBe("****");
});

test("a changed service token is refused, and a resource without one", async () => {
  await stacks.create("pce", { Resources: { Label: custom() } });
  expect(await stacks.update("pce", { Resources: { Label: custom({ ServiceToken: `${SERVICE}2` }) } })).toBe(
    "UPDATE_ROLLBACK_COMPLETE",
  );
  expect(await stacks.events("pce")).toContain("Label UPDATE_FAILED Modifying service token is not allowed.");
  await stacks.create("other", { Resources: { Label: { Type: "AWS::CloudFormation::CustomResource" } } });
  expect(await stacks.events("other")).toContainEqual(
    expect.stringContaining("required key [ServiceToken] not found"),
  );
});
