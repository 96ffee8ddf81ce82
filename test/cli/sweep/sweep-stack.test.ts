import { writeFileSync } from "node:fs";
import path from "node:path";
import { PanosClient, panosConnection } from "../../../clients/panos";
import { handleBinding } from "../../../dynamic-providers/cloudformation/panos/handle-binding";
import { type Declared, StackPlayer } from "../../dynamic-providers/cloudformation/stack-player";
import { SweepScene } from "./sweep-scene";

const OWNER = "123456789012/us-east-1/shop";
const ANSWER = ["--owner", OWNER, "--no-pce", "--firewall", "edge"];
const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pce-AbCdEf";
const GROUPED = { addressGroup: { name: "web-group" } };

let left: SweepScene;
let stack: StackPlayer;
beforeEach(async () => {
  left = await SweepScene.open();
  const { pce, panos } = left.scene;
  const { hosts, apiKey, caFile } = panos;
  const connect = () => new PanosClient(panosConnection({ hosts: hosts.join(","), apiKey, caFile }));
  const silent = { warn: () => undefined, say: () => undefined };
  stack = new StackPlayer(async (event) => {
    const service = {
      connect: async () => pce,
      firewall: async () => ({ client: connect() }),
      hasTime: () => true,
      notes: silent,
    };
    const begun = await handleBinding(event, service);
    await handleBinding({ ...event, ...begun }, service);
    return begun as { PhysicalResourceId: string };
  });
  await left.scene.workload("web01", "10.0.0.1");
});
afterEach(() => left.close());

function binding(more: object = {}): Declared {
  const { host, port, orgId } = left.scene.pce;
  return {
    type: "Custom::IllumioDagBinding",
    properties: {
      schemaVersion: 1,
      pce: { host, port, orgId, secretArn: SECRET },
      firewallSecretArn: SECRET,
      name: "web",
      labels: { role: { anyOf: ["web"] } },
      target: { firewall: "edge" },
      ...more,
    },
  };
}

/** What `aws cloudformation describe-stack-resources` prints of these physical ids. */
function described(ids: Readonly<Record<string, string>>): string {
  const file = path.join(left.scene.folder, "stack.json");
  const StackResources = Object.entries(ids).map(([LogicalResourceId, PhysicalResourceId]) => ({
    StackName: "shop",
    StackId: "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/11111111-2222-3333",
    LogicalResourceId,
    PhysicalResourceId,
    ResourceType: "Custom::IllumioDagBinding",
    ResourceStatus: "CREATE_COMPLETE",
  }));
  writeFileSync(file, JSON.stringify({ StackResources }));
  return file;
}

const found = async (...more: string[]) =>
  JSON.parse((await left.sweep([...ANSWER, ...more, "--json"])).out) as {
    readonly objects: readonly { kind: string; name: string; reference: string }[];
    readonly kept: readonly { kind: string; name: string; reason: string }[];
    readonly notes: readonly string[];
  };
const kinds = (objects: readonly { kind: string; name: string }[]) =>
  objects.map(({ kind, name }) => [kind, name]);
const WEB = [
  ["address group", "web-group"],
  ["tag", "illumio-iac.web"],
  ["entries", "illumio-iac.web"],
];

it("sweep leaves what a CloudFormation stack has on a firewall, and lists it without the stack", async () => {
  await stack.deploy({ Web: binding(GROUPED) });
  const { objects, kept, notes } = await found("--state", described(stack.physicalIds));
  expect([objects, kinds(kept), notes]).toEqual([[], WEB, []]);
  expect(kinds((await found()).objects)).toEqual(WEB);
  const { code } = await left.sweep([...ANSWER, "--without-state", "--apply"]);
  expect([code, left.scene.registered()]).toEqual([0, {}]);
});

it("sweep leaves a binding of a CloudFormation stack that passes from one construct to another", async () => {
  await stack.deploy({ Old: binding(GROUPED) });
  await stack.deploy({ New: binding(GROUPED) }, { fates: { 1: "unsent" } });
  const { objects, kept } = await found("--state", described(stack.physicalIds));
  expect([objects, kinds(kept)]).toEqual([[], WEB]);
  expect((await left.sweep([...ANSWER, "--without-state", "--apply"])).code).toBe(0);
  expect(left.scene.registered()).toEqual({});
});

it("sweep lists what a cleanup left, although the stack still has the binding under another tag", async () => {
  await stack.deploy({ Web: binding(GROUPED) });
  const moved = { Web: binding({ tag: "servers", addressGroup: { name: "servers" } }) };
  await stack.deploy(moved, { fates: { 1: "unsent" } });
  const { objects, kept } = await found("--state", described(stack.physicalIds));
  expect(kinds(objects)).toEqual(WEB);
  expect(kinds(kept)).toEqual([
    ["address group", "servers"],
    ["tag", "servers"],
    ["entries", "servers"],
  ]);
  const state = described(stack.physicalIds);
  expect((await left.sweep([...ANSWER, "--state", state, "--apply"])).code).toBe(0);
  expect(left.scene.registered()).toMatchObject({ "10.0.0.1": ["servers"] });
});

it("sweep takes entries without a tag object by the stack in their revision tag, and no others", async () => {
  await stack.deploy({ Web: binding() });
  const other = ["--owner", "123456789012/us-east-1/other", "--no-pce", "--firewall", "edge", "--json"];
  expect(JSON.parse((await left.sweep(other)).out).objects).toEqual([]);
  const { objects } = await found();
  expect(objects).toMatchObject([{ kind: "entries", name: "illumio-iac.web", reference: OWNER }]);
  expect((await left.release([...ANSWER, "--without-state", "--apply"])).code).toBe(0);
  expect(left.scene.registered()).toEqual({ "10.0.0.1": ["illumio-iac.web"] });
});

it("a list of resources that names no logical id of a binding is refused", async () => {
  const file = path.join(left.scene.folder, "stack.json");
  const StackId = "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1-2";
  writeFileSync(
    file,
    JSON.stringify({ StackResources: [{ StackId, ResourceType: "Custom::IllumioDagBinding" }] }),
  );
  const { code, err } = await left.sweep([...ANSWER, "--state", file]);
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("StackResources[0].LogicalResourceId: is missing"),
  ]);
});
