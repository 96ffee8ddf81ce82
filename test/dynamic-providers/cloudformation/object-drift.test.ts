import fc from "fast-check";
import type { Declaration } from "../../../core/contracts/aws/drift-check";
import { compareObjects } from "../../../dynamic-providers/cloudformation/pce/compare-objects";
import { readDeclaration } from "../../../dynamic-providers/cloudformation/pce/object-drift";
import { ObjectScene } from "./object-scene";
import type { Program, StackPlayer } from "./stack-player";

let scene: ObjectScene;
let stack: StackPlayer;
beforeEach(async () => {
  scene = await ObjectScene.open();
  stack = scene.stack();
});
afterEach(() => scene.close());

/** What the stack keeps of its resources, with their physical ids. */
function declarationsOf(program: Program, physicalIds = stack.physicalIds): Declaration[] {
  return Object.entries(program).map(([logicalId, { type, properties }]) => {
    const { schemaVersion: _, pce: __, ...own } = properties;
    const declaration = {
      schemaVersion: 1,
      stackId: "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/11111111-2222-3333",
      logicalId,
      path: `Shop/${logicalId}`,
      type,
      physicalId: physicalIds[logicalId],
      properties: own,
    };
    return readDeclaration(JSON.parse(JSON.stringify(declaration)), logicalId);
  });
}

const compare = (program: Program, physicalIds = stack.physicalIds) =>
  compareObjects(declarationsOf(program, physicalIds), scene.pce, { callsPerMinute: 1_000_000 });

/** Path of the construct → fields that differ. */
async function drift(
  program: Program,
  physicalIds = stack.physicalIds,
): Promise<Record<string, readonly string[]>> {
  const { drifted, failures } = await compare(program, physicalIds);
  expect(failures).toEqual([]);
  return Object.fromEntries(
    Object.entries(drifted).map(([path, { fields, gone }]) => [path, gone ? ["gone"] : fields]),
  );
}

const labels = { Prod: ["env", "prod"], Test: ["env", "test"], App: ["app", "web"] } as const;

const program = (more: object = {}): Program => ({
  ...Object.fromEntries(Object.entries(labels).map(([id, [key, value]]) => [id, scene.label(key, value)])),
  Web: scene.workload({
    hostname: "web01",
    description: "shop",
    online: true,
    interfaces: { eth0: { address: "10.0.0.1", cidrBlock: 24 }, eth1: { address: "10.0.1.1" } },
    labels: { env: "prod" },
    ...more,
  }),
});

const href = (id: string) => stack.attributes[id]!["href"]!;
const workload = () => href("Web");

/** What somebody may do by hand, and the fields that then differ. */
const CHANGES: Readonly<
  Record<string, { readonly differs: readonly string[]; readonly change: () => Promise<unknown> }>
> = {
  description: {
    differs: ["description"],
    change: () => scene.someone.updateWorkload(workload(), { description: "other" }),
  },
  online: { differs: ["online"], change: () => scene.someone.updateWorkload(workload(), { online: false }) },
  hostname: {
    differs: ["hostname"],
    change: () => scene.someone.updateWorkload(workload(), { hostname: "web02" }),
  },
  interfaces: {
    differs: ["interfaces.eth0.address", "interfaces.eth1"],
    change: () =>
      scene.someone.updateWorkload(workload(), {
        interfaces: [{ name: "eth0", address: "10.0.0.9", cidr_block: 24 }],
      }),
  },
  labels: {
    differs: ["labels.env"],
    change: () => scene.someone.updateWorkload(workload(), { labels: [{ href: href("Test") }] }),
  },
  "a property that is not declared": {
    differs: [],
    change: () => scene.someone.updateWorkload(workload(), { data_center: "one" }),
  },
};

test("what was just deployed is as declared, whatever form the declaration has", async () => {
  await stack.deploy(program({ publicIp: "2001:DB8::1", ignoredInterfaceNames: ["lo1", "lo0"] }));
  expect(await drift(program({ publicIp: "2001:DB8::1", ignoredInterfaceNames: ["lo1", "lo0"] }))).toEqual(
    {},
  );
});

test("every change by hand is named by the fields that differ, and no other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray(Object.keys(CHANGES)), async (names) => {
      const before = await ObjectScene.open();
      const outside = [scene, stack] as const;
      [scene, stack] = [before, before.stack()];
      try {
        await stack.deploy(program());
        for (const name of names) await CHANGES[name]!.change();
        const fields = names.flatMap((name) => CHANGES[name]!.differs).sort();
        expect(await drift(program())).toEqual(fields.length === 0 ? {} : { "Shop/Web": fields });
      } finally {
        await before.close();
        [scene, stack] = outside;
      }
    }),
    { numRuns: 12 },
  );
});

test("a label that was renamed differs in its value, and each of two drifted objects is named", async () => {
  await stack.deploy(program());
  await scene.someone.updateLabel(href("App"), { value: "shop" });
  await CHANGES["description"]!.change();
  expect(await drift(program())).toEqual({ "Shop/App": ["value"], "Shop/Web": ["description"] });
});

test("a label and a workload that are gone are drift", async () => {
  await stack.deploy(program());
  await scene.someone.deleteWorkload(workload());
  await scene.someone.deleteLabel(href("App"));
  expect(await drift(program())).toEqual({ "Shop/App": ["gone"], "Shop/Web": ["gone"] });
});

test("an object that lost the mark of its stack, or has that of another one, is drift", async () => {
  await stack.deploy(program());
  await scene.someone.updateLabel(href("App"), { external_data_set: null, external_data_reference: null });
  await scene.someone.updateLabel(href("Test"), { external_data_reference: "other/stack/x#00000000" });
  expect(await drift(program())).toEqual({ "Shop/App": ["mark"], "Shop/Test": ["mark"] });
});

test("an adopted object carries no mark, and is compared by its properties", async () => {
  await scene.someone.createLabel({ key: "loc", value: "here" });
  const adopted = { Here: scene.label("loc", "here", { adopt: true }) };
  await stack.deploy(adopted);
  expect(await drift(adopted)).toEqual({});
  await scene.someone.updateLabel(href("Here"), { value: "there" });
  expect(await drift(adopted)).toEqual({ "Shop/Here": ["value"] });
});

test("a construct that was renamed is compared under its new name, and under its former one until that is deleted", async () => {
  await stack.deploy({ Old: scene.label("env", "prod") });
  const former = stack.physicalIds;
  await stack.deploy({ New: scene.label("env", "stage") });
  expect(await drift({ New: scene.label("env", "stage") })).toEqual({});
  const other = scene.stack();
  await other.deploy({ A: scene.label("app", "a") });
  await other.deploy({ B: scene.label("app", "a") }, { fates: { 1: "unsent" } });
  expect(await drift({ Old: scene.label("env", "prod") }, former)).toEqual({ "Shop/Old": ["gone"] });
  const ids = { A: other.physicalIds["B"]! };
  expect(await drift({ A: scene.label("app", "a") }, ids)).toEqual({});
});

test("once a VEN is paired with it, a workload is compared by what a VEN does not report", async () => {
  await stack.deploy(program());
  scene.pce.pairVen(workload());
  expect(await drift(program())).toEqual({});
  await scene.someone.updateWorkload(workload(), { description: "other" });
  expect(await drift(program())).toEqual({ "Shop/Web": ["description"] });
});

test("a comparison writes nothing", async () => {
  await stack.deploy(program());
  await CHANGES["description"]!.change();
  const rows = () => JSON.stringify([scene.workloads(), [...scene.pce.store.table("labels").live()]]);
  const before = rows();
  await drift(program());
  expect(rows()).toBe(before);
});

test("a hundred objects cost one call each, however many objects the PCE has", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`L${index}`, scene.label("app", `app-${index}`)]),
  );
  await stack.deploy(many);
  const { checked, calls, drifted } = await compare(many);
  expect({ checked, calls, drifted }).toEqual({ checked: 100, calls: 100, drifted: {} });
});

test("an object that cannot be compared hides no other", async () => {
  await stack.deploy(program());
  await scene.someone.updateLabel(href("App"), { value: "shop" });
  const wrong = { ...program(), Test: scene.label("env", "test", { colour: "red" }) };
  const ids = { ...stack.physicalIds, Web: "shop-Web-1ABCDEF" };
  const { checked, drifted, failures } = await compare(wrong, ids);
  expect(checked).toBe(2);
  expect(Object.keys(drifted)).toEqual(["Shop/App"]);
  const reasons = Object.fromEntries(failures.map(({ item, reason }) => [item, reason]));
  expect(reasons).toEqual({
    "Shop/Test": expect.stringMatching(
      /properties of Label .*\/shop\/Test: one problem\n +colour: unknown property/,
    ),
    "Shop/Web": expect.stringMatching(/Web: has the physical id 'shop-Web-1ABCDEF', which names no object/),
  });
});

test("an object in another PCE, or in another organization, differs in its PCE", async () => {
  await stack.deploy(program());
  const { host, port } = scene.pce;
  const ids = {
    ...stack.physicalIds,
    App: `https://pce.example.com:${port}${href("App")}#00000000`,
    Test: `https://${host}:${port}/orgs/2/labels/1#00000000`,
  };
  expect(await drift(program(), ids)).toEqual({ "Shop/App": ["pce"], "Shop/Test": ["pce"] });
});

test("a PCE that refuses the key fails every object, with one reason", async () => {
  await stack.deploy(program());
  scene.pce.revokeApiKey(scene.pce.apiKeyUsername);
  const { checked, failures } = await compare(program());
  expect(checked).toBe(0);
  expect(failures.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/PCE answered 401/));
});

test("everything wrong with a declaration is named at once", () => {
  const wrong = { schemaVersion: 2, stackId: "shop", type: "Custom::Thing", properties: [] };
  expect(() => readDeclaration(wrong, "parameter /p")).toThrow(
    /^parameter \/p: .*\n.*schemaVersion: is 2, and this function knows .*\n.*stackId: must look like arn:.*\n.*logicalId: is missing\n.*path: is missing\n.*type: must be Custom::IllumioLabel or .*\n.*physicalId: is missing\n.*properties: must be/s,
  );
});
