import { type PanosSimulator, startPanosSimulator } from "../../../../sandbox/panos";
import { pceEnvironment } from "../../../support/environments";
import { StackScene } from "../stack-scene";
import { program, UnknownScene } from "./unknown-scene";

let scene: UnknownScene;
let panos: PanosSimulator;
beforeEach(async () => {
  scene = await UnknownScene.open();
  panos = scene.panos;
});
afterEach(() => scene.close());

const UNKNOWN = "web: members known after apply (excludeRanges[0])";
const isReading = () => panos.requests.some(({ label }) => label === "op show object registered-ip");

test.each([
  ["tag", { more: 'tag: "web servers"' }],
  ["name", { more: 'name: "shop"' }],
  ["firewall", { target: 'target: { firewall: "core" }', more: 'tag: "other"' }],
  ["virtual system", { target: 'target: { firewall: "edge", vsys: "vsys2" }' }],
  [
    "virtual system, of a firewall that is unknown",
    { target: 'target: { firewall: late("edge"), vsys: "vsys2" }' },
  ],
  [
    "tag, for a target that is unknown",
    { more: 'tag: "web servers"', target: 'target: late({ firewall: "edge" })' },
  ],
])(
  "another %s replaces in the preview as in up, although another argument is unknown",
  async (_what, change) => {
    const stack = await scene.stack(program("a"));
    await stack.up();
    const { id } = stack.resource("web");
    stack.program = program("b", change);
    expect(await stack.must("preview")).toMatch(/: members known after apply \(/);
    expect((await stack.preview())["web"]).toBe("replace");
    await stack.up();
    expect(stack.resource("web").id).not.toBe(id);
    await stack.up("--expect-no-changes");
  },
);

test.each([
  ["a range", {}],
  ["a tag", { more: 'tag: late("illumio-iac.web")' }],
  ["a name", { more: 'name: late("web")' }],
  ["a target", { target: 'target: late({ firewall: "edge" })' }],
  ["a virtual system", { target: 'target: { firewall: "edge", vsys: late("vsys1") }' }],
  ["a device group", { target: 'target: { firewall: "edge", deviceGroup: late(undefined) }' }],
  ["a connection", { more: "connection: late(undefined)" }],
])(
  "%s that is unknown announces an update and nothing else, when everything known is as before",
  async (_what, change) => {
    const stack = await scene.stack(program("a", change));
    await stack.up();
    stack.program = program("b", change);
    const preview = await stack.must("preview");
    expect(preview).toMatch(/^ {4}(web|binding): members known after apply \([^)]+\)\n$/);
    expect(await stack.previewedSteps()).toEqual([
      "update UnmanagedWorkload office-web",
      "update DagBinding web",
    ]);
    panos.clearRequests();
    await stack.up();
    expect(panos.registrations()).toEqual([]);
    await stack.up("--expect-no-changes");
  },
);

test("every known argument with a problem is reported although another one is unknown", async () => {
  const more = `tag: "it's", maxRemovedShare: 2, colour: "red", commit: "commit", rule: { name: "r", action: "permit" },
    addressFamilies: ["ipv5", late("ipv4")]`;
  const { code, text } = await (
    await scene.stack(program("a", { more, labels: "all: true, includePublicIp: 1" }))
  ).run("preview");
  expect(code).toBe(1);
  for (const problem of [
    "tag",
    "maxRemovedShare",
    "colour",
    "commit",
    "rule",
    "rule.action",
    "addressFamilies",
    "includePublicIp",
  ])
    expect(text).toContain(`property ${problem} has a problem`);
  expect(text.match(/has a problem/g)).toHaveLength(8);
});

test("a first preview makes no claim about labels that it does not know, and up takes them", async () => {
  for (const labels of ["labels: late({ role: { anyOf: ['web'] } })", "labels: late({}), all: true"]) {
    const stack = await scene.stack(program("a", { labels }));
    expect(await stack.must("preview")).toContain("web: members known after apply (");
    await stack.up();
    expect(scene.registered()).toEqual(["10.0.0.1"]);
    await stack.must("destroy");
  }
});

test("a firewall without settings, or that does not answer, fails a first preview with an unknown argument", async () => {
  const nowhere = await scene.stack(program("a", { target: 'target: { firewall: "nowhere" }' }));
  expect(await nowhere.run("preview")).toMatchObject({
    code: 1,
    text: expect.stringContaining("ILLUMIO_FIREWALL_NOWHERE_HOSTS: is missing"),
  });
  const refused = await scene.stack(program("a"));
  panos.rotateKey();
  expect(await refused.run("preview")).toMatchObject({
    code: 1,
    text: expect.stringContaining("answered 403"),
  });
});

test("a label that the PCE does not have fails a preview with an unknown argument, beside an unknown label too", async () => {
  const labels = 'labels: { role: { anyOf: ["nothing", late("web")] }, app: late({ anyOf: ["shop"] }) }';
  const { code, text } = await (await scene.stack(program("a", { labels }))).run("preview");
  expect(code).toBe(1);
  expect(text).toContain("the PCE has no label role=nothing. Create it first");
});

test("another declaration in force fails a preview with an unknown argument, of a create and of an update", async () => {
  const stack = await scene.stack(program("a"));
  await stack.up();
  const other = await scene.stack(program("a", { more: 'tag: "illumio-iac.web"', name: "other" }), "other");
  const message = "another declaration of the tag illumio-iac.web is in force in vsys1";
  expect(await other.run("preview")).toMatchObject({ code: 1, text: expect.stringContaining(message) });
  other.program = program("a", { more: 'tag: "illumio-iac.web", adopt: true', name: "other" });
  expect(await other.must("preview")).toContain("up puts it out of force (adopt: true)");
  await other.up();
  stack.program = program("b");
  expect(await stack.run("preview")).toMatchObject({ code: 1, text: expect.stringContaining(message) });
  stack.program = program("b", { more: "adopt: true" });
  expect(await stack.must("preview")).toContain("up puts it out of force (adopt: true)");
  await stack.up();
});

test("a take-over is announced by a first preview with an unknown argument", async () => {
  await (await scene.stack(program("a"))).up();
  const more = 'tag: "illumio-iac.web", takeOverFrom: "organization/shop/dev//web"';
  const other = await scene.stack(program("a", { more, name: "other" }), "other");
  expect(await other.must("preview")).toContain("goes on with that of 'organization/shop/dev//web'");
});

test("two bindings of one tag or one group fail a preview in which both have unknown arguments", async () => {
  const more = 'tag: "t", addressGroup: { name: "g" }';
  const stack = await scene.stack(program("a", { more }) + program("a", { more, name: "twin" }));
  const { code, text } = await stack.run("preview");
  expect(code).toBe(1);
  expect(text).toContain(
    "property tag has a problem: the binding web of this program has the same tag on edge",
  );
  expect(text).toContain("the binding web of this program has the same address group on edge");
});

test("a preview without network with an unknown argument announces a replacement and reads nothing", async () => {
  const stack = await scene.stack(program("a", { more: 'addressGroup: { name: "web servers" }' }));
  await stack.up();
  stack.config = { "illumio:previewWithoutNetwork": "true" };
  panos.clearRequests();
  expect(await stack.must("preview")).toContain("web: members not read");
  stack.program = program("b", { more: 'addressGroup: { name: "web servers" }' });
  expect(await stack.must("preview")).toContain(UNKNOWN);
  expect((await stack.preview())["web"]).toBe("update");
  stack.program = program("b", { more: 'addressGroup: { name: "web servers" }, tag: "web servers"' });
  expect((await stack.preview())["web"]).toBe("replace");
  expect(isReading()).toBe(false);
});

test("a preview with an unknown argument fails when the settings name another firewall or another PCE", async () => {
  const stack = await scene.stack(program("a", { labels: "all: true" }));
  await stack.up();
  stack.program = program("b", { labels: "all: true" });
  const [other, elsewhere] = [await startPanosSimulator({ seed: 2 }), await StackScene.open()];
  try {
    stack.setEnvironment({
      ILLUMIO_FIREWALL_EDGE_HOSTS: other.hosts.join(","),
      ILLUMIO_FIREWALL_EDGE_API_KEY: other.apiKey,
      ILLUMIO_FIREWALL_EDGE_CA_FILE: other.caFile,
    });
    const { code, text } = await stack.run("preview");
    expect(code).toBe(1);
    expect(text).toContain(
      `binding web is on ${panos.hosts[0]}, but the settings now name ${other.hosts[0]}`,
    );
    stack.setEnvironment({ ...scene.environment(), ...pceEnvironment(elsewhere.pce) });
    stack.program = program("b", { labels: "all: true" }).replace(/new UnmanagedWorkload.*?\}\)/s, LATE);
    const moved = await stack.run("preview");
    expect(moved.code).toBe(1);
    expect(moved.text).toMatch(/binding web is in .*, but the settings now name /);
  } finally {
    await other.close();
    await elsewhere.close();
  }
});

/** An output that a preview does not know, of no resource. */
const LATE =
  "{ href: new pulumi.Output([], Promise.resolve(''), Promise.resolve(!pulumi.runtime.isDryRun()), Promise.resolve(false), Promise.resolve([])) }";

test("members are unknown while it is unknown whether a workload keeps the labels of others", async () => {
  const app = await scene.pce.someone.createLabel({ key: "app", value: "shop" });
  const web = (description: string) => `
    const office = new UnmanagedWorkload("office", { name: "office", description: "${description}" });
    const web02 = new UnmanagedWorkload("web02", { hostname: "web02", labels: { role: "web" },
      interfaces: { eth0: { address: "10.0.0.2" } }, exclusiveLabels: office.href.apply(() => ${description === "b"}) });
    new DagBinding("web", { labels: { app: { anyOf: ["shop"] } }, target: { firewall: "edge" } },
      { dependsOn: [web02] });`;
  const stack = await scene.stack(web("a"));
  await stack.up();
  const web02 = scene.pce.workloads().find(({ hostname }) => hostname === "web02")!;
  const labels = [{ href: scene.pce.labels()["role=web"]! }, { href: app.href }];
  await scene.pce.someone.updateWorkload(web02.href, { labels });
  await stack.up();
  expect(scene.registered()).toEqual(["10.0.0.2"]);
  stack.program = web("b");
  expect(await stack.must("preview")).toContain("web: members known after apply (workload web02)");
  await stack.up();
  expect(scene.registered()).toEqual([]);
});
