import { HttpStatusError } from "../../../core/errors";
import { mergedLabels, type VenDefinition } from "../../../core/onboarding";
import { PceSide } from "../../../reconcilers/onboarding/pce-side";
import { WireWorld } from "./wire-world";
import { DEFINITION, vm } from "./world";

jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

let world: WireWorld;
beforeEach(async () => {
  world = await WireWorld.start(DEFINITION);
});
afterEach(() => world.close());

const side = (more: Partial<VenDefinition> = {}) =>
  new PceSide(world.client, {
    pairingProfile: "azure",
    allowEnforcement: false,
    allowUnlimitedKeys: false,
    timeoutInMinutes: 30,
    ...more,
  });

const profile = (name: string, more: object) =>
  world.call("POST", "/pairing_profiles", {
    name,
    enabled: true,
    allowed_uses_per_key: 5,
    key_lifespan: 7200,
    ...more,
  });

test.each([
  ["none", {}, "the PCE has no pairing profile"],
  ["off", { enabled: false }, "is disabled"],
  ["hard", { enforcement_mode: "full" }, "allowEnforcement"],
  ["some", { enforcement_mode: "selective" }, "cuts traffic"],
  ["open", { allowed_uses_per_key: "unlimited", key_lifespan: "unlimited" }, "unlimited uses and lifespan"],
])("the pairing profile %s is refused, and the error says why", async (name, more, reason) => {
  if (name !== "none") await profile(name, more);
  await expect(side({ pairingProfile: name }).profile()).rejects.toThrow(reason);
});

test("a profile is allowed what the definition allows, and its name is compared as a whole", async () => {
  await profile("azure-2", { enforcement_mode: "full", allowed_uses_per_key: "unlimited" });
  const allowing = side({ pairingProfile: "azure-2", allowEnforcement: true, allowUnlimitedKeys: true });
  expect(await allowing.profile()).toMatchObject({ name: "azure-2", usesPerKey: Number.POSITIVE_INFINITY });
  expect(await side().profile()).toMatchObject({ name: "azure", usesPerKey: 100 });
});

test("two profiles of one name are refused", async () => {
  await profile("azure", {});
  await expect(side().profile()).rejects.toThrow("2 pairing profiles 'azure'");
});

test("keys pair until they are revoked", async () => {
  const pce = side();
  const found = await pce.profile();
  const keys = await pce.makeKeys(found, 2);
  expect(new Set(keys).size).toBe(2);
  expect(world.activate(keys[1]!, vm("web-1"))).toBe(true);
  expect(await pce.revokeKeys(await pce.profile(), world.now().toISOString())).toBeUndefined();
  expect(world.activate(keys[0]!, vm("web-2"))).toBe(false);
});

test("keys of a profile that is refused by now are revoked", async () => {
  await profile("hard", { enforcement_mode: "full" });
  const [key] = await side().makeKeys(
    await side({ pairingProfile: "hard", allowEnforcement: true }).profile(),
    1,
  );
  const pce = side({ pairingProfile: "hard" });
  await expect(pce.profile()).rejects.toThrow("allowEnforcement");
  expect(await pce.revokeKeys(await pce.foundProfile(), world.now().toISOString())).toBeUndefined();
  expect(world.activate(key!, vm("web-1"))).toBe(false);
});

test("keys stay when somebody else made one since", async () => {
  const pce = side();
  const keys = await pce.makeKeys(await pce.profile(), 1);
  const ours = world.now().toISOString();
  world.pass(30);
  await pce.makeKeys(await pce.profile(), 1);
  expect(await pce.revokeKeys(await pce.profile(), ours)).toContain("somebody else made one");
  expect(world.activate(keys[0]!, vm("web-1"))).toBe(true);
});

test("a label that a workload has costs no call, one is looked up, and several are read at once", async () => {
  const { href } = await world.client.createLabel({ key: "app", value: "shop" });
  await world.client.createLabel({ key: "app", value: "shop-2" });
  await world.client.createWorkload({ hostname: "other", labels: [{ href }] });
  const pce = side();
  await pce.workloads(2);
  const calls = async (...values: string[]) => {
    const before = pce.calls;
    const reading = await pce.labels(new Map([["app", new Set(values)]]));
    return [pce.calls - before, [...reading.hrefs.get("app")!.keys()]];
  };
  expect(await calls("shop")).toEqual([0, ["shop"]]);
  expect(await calls("shop", "none")).toEqual([1, ["shop"]]);
  expect(await calls("none", "a", "shop-2")).toEqual([1, ["shop-2"]]);
  expect(await calls("none", "b", "c")).toEqual([0, []]);
});

test("missing labels are made, one that somebody else made meanwhile is taken, and a refused one is named", async () => {
  const pce = side();
  const wanted = new Map([
    ["app", new Set(["shop", "x".repeat(300)])],
    ["nope", new Set(["x"])],
  ]);
  const { href } = await world.client.createLabel({ key: "app", value: "shop" });
  const { hrefs, problems } = await pce.makeLabels(wanted);
  expect(hrefs.get("app")?.get("shop")).toBe(href);
  expect([...problems.keys()].map((text) => text.slice(0, 8))).toEqual(["app=xxxx", "nope=x"]);
  expect([...problems.values()].join()).toContain("406");
});

test("a key that the PCE has no label dimension of is the reason in run and plan, and is asked for once in a run", async () => {
  const odd = { ...DEFINITION, labels: { ...DEFINITION.labels, "Bad Key!": { tags: ["app"] } } };
  for (const createLabels of [true, false]) {
    await world.close();
    world = await WireWorld.start({ ...odd, createLabels }, vm("web-1"), vm("web-2"));
    await world.client.createLabel({ key: "app", value: "shop" });
    await world.client.createLabel({ key: "env", value: "Production" });
    const plans: string[] = [];
    for (let count = 0; count < 5; count++) {
      plans.push(JSON.stringify(await world.plan()));
      await world.run();
    }
    const said =
      "the PCE has no label dimension 'Bad Key!'; create it there (Label Settings), or correct labels.Bad Key!";
    expect(world.where("web-1")).toBe(`ven-paired open: ${said}`);
    expect(plans.join()).toContain(said);
    expect(plans.join()).not.toContain("create the label Bad Key!");
    const asked = jest.spyOn(world.client, "listLabelDimensions");
    expect((await world.run()).calls["pce"]).toBeLessThanOrEqual(10);
    expect(asked).toHaveBeenCalledTimes(1);
    await world.call("POST", "/label_dimensions", { key: "Bad Key!", display_name: "Odd" });
    if (!createLabels) await world.client.createLabel({ key: "Bad Key!", value: "shop" });
    await world.runs();
    expect(world.where("web-1")).toBe("commissioned open");
  }
});

test("a PCE that does not tell its label dimensions refuses the label itself, and is not asked for built-in keys", async () => {
  const missing = new HttpStatusError({ service: "PCE", status: 404, request: "GET /label_dimensions" });
  const asked = jest.spyOn(world.client, "listLabelDimensions").mockImplementation(async function* () {
    yield* [];
    throw missing;
  });
  const pce = side();
  expect((await pce.labels(new Map([["loc", new Set(["x"])]]))).unknownKeys).toEqual(new Set());
  expect(asked).not.toHaveBeenCalled();
  const wanted = new Map([["nope", new Set(["x"])]]);
  expect((await pce.labels(wanted)).unknownKeys).toEqual(new Set());
  expect(asked).toHaveBeenCalledTimes(1);
  expect((await pce.makeLabels(wanted)).problems.get("nope=x")).toContain("406");
});

test("workloads get labels and reference, and what the PCE refuses of one is said of that one", async () => {
  const pce = side();
  const [code] = await pce.makeKeys(await pce.profile(), 1);
  for (const name of ["web-1", "web-2"]) world.activate(code!, vm(name));
  const [one, two] = await pce.workloads(2);
  expect(one).toMatchObject({ hostname: "web-1", managed: true, ven: expect.stringContaining("/vens/") });
  expect(one?.addresses).toEqual(vm("web-1").privateAddresses);
  const made = await pce.makeLabels(new Map([["env", new Set(["prod", "test"])]]));
  const env = made.hrefs.get("env")!;
  const outcomes = await pce.update(
    new Map([
      [one!.href, { labels: [env.get("prod")!], externalDataSet: "set", externalDataReference: "a" }],
      [two!.href, { labels: [env.get("prod")!, env.get("test")!] }],
    ]),
  );
  expect(outcomes.get(one!.href)).toEqual({ ok: true });
  expect(outcomes.get(two!.href)).toMatchObject({ ok: false });
  expect(await world.labelled()).toEqual(["web-1 env=prod a", "web-2  -"]);
  expect((await pce.workloads(2))[0]?.labels.get("env")).toEqual({ href: env.get("prod"), value: "prod" });
});

test("a label of a workload that the list of labels lacks is kept with the others", async () => {
  const client = {
    calls: 0,
    async *listWorkloads() {
      yield { href: "/w/1", labels: [{ href: "/labels/1" }, { href: "/labels/2" }] };
    },
    async *listLabels() {
      yield { href: "/labels/1", key: "app", value: "shop" };
    },
  };
  const [workload] = await new PceSide(client as never, { pairingProfile: "azure" } as never).workloads(2);
  const hrefs = new Map([["app", new Map([["blog", "/labels/3"]])]]);
  expect(mergedLabels(workload!.labels, new Map([["app", "blog"]]), hrefs).hrefs).toEqual([
    "/labels/2",
    "/labels/3",
  ]);
});

test("unmanaged workloads are removed, managed ones unpaired", async () => {
  const pce = side();
  const [code] = await pce.makeKeys(await pce.profile(), 1);
  world.activate(code!, vm("web-1"));
  const { href } = await world.client.createWorkload({ hostname: "twin" });
  const workloads = await pce.workloads(2);
  const managed = workloads.find((workload) => workload.managed)!;
  const outcomes = await pce.removeUnmanaged([href, managed.href]);
  expect([...outcomes.values()].map(({ ok }) => ok)).toEqual([true, false]);
  expect(await pce.unpair([managed])).toEqual(new Map([[managed.href, { ok: true }]]));
  expect(await world.labelled()).toEqual([]);
});

test("a run over the wire commissions machines and leaves their enforcement; their codes are revoked then", async () => {
  for (const name of ["web-1", "web-2"]) world.vms.set(`vm-${name}`, vm(name));
  await world.runs();
  expect([world.where("web-1"), world.where("web-2")]).toEqual(["commissioned open", "commissioned open"]);
  const labels = "app=shop env=Production";
  expect(await world.labelled()).toEqual([`web-1 ${labels} vm-web-1`, `web-2 ${labels} vm-web-2`]);
  expect(world.state.keysMadeAt).toEqual([]);
  const modes = (await world.call("GET", "/workloads")) as { enforcement_mode: string }[];
  expect(modes.map((one) => one.enforcement_mode)).toEqual(["visibility_only", "visibility_only"]);
});

test("a key that expires while its command is under way pairs nothing, and the next attempt pairs with a new one", async () => {
  world.vms.set("vm-web-1", vm("web-1"));
  await world.run();
  world.time += 7_200_000;
  await world.run();
  expect(world.where("web-1")).toContain("ven-requested open: ven-paired: the script ended with exit code");
  expect(await world.labelled()).toEqual([]);
  await world.runs();
  expect([world.where("web-1"), world.executions.get("vm-web-1")]).toEqual(["commissioned open", 2]);
  expect(await world.labelled()).toEqual(["web-1 app=shop env=Production vm-web-1"]);
});

test("a run with 50 new machines of 1,000 makes at most ten calls of the PCE, also when it makes labels and revokes keys", async () => {
  const old = Array.from({ length: 950 }, (_, index) =>
    vm(`old-${index}`, { privateAddresses: [`10.9.${index >> 8}.${index & 255}`] }),
  );
  const fresh = Array.from({ length: 50 }, (_, index) =>
    vm(`new-${index}`, { privateAddresses: [`10.8.0.${index}`] }),
  );
  for (const one of [...old, ...fresh]) world.vms.set(one.vmId, one);
  for (const { vmId } of old) world.cmdb.set(vmId, { isCommissioned: true, flags: { commissioned: true } });
  await world.client.bulkCreateWorkloads(
    old.map(({ name, privateAddresses: [address] }) => ({
      hostname: name,
      interfaces: [{ name: "eth0", address: address! }],
    })),
  );
  for (const { href } of world.simulator.store.table("workloads").live()) world.simulator.pairVen(href);
  const calls: number[] = [];
  for (let count = 0; count < 8; count++) calls.push((await world.run()).calls["pce"]!);
  expect(Math.max(...calls)).toBeLessThanOrEqual(10);
  expect(calls.at(-1)).toBe(0);
  expect([...world.rows.values()].filter(({ record }) => record.step === "commissioned")).toHaveLength(50);
});
