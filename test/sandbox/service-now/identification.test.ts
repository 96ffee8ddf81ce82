import { startWorld, type World } from "./service-now-call";

const VALUES = { name: "vm-app-01", host_name: "vm-app-01", ip_address: "10.1.2.3" };
const item = (values: object, className = "cmdb_ci_server") => ({ className, values });

let world: World;
beforeEach(async () => {
  world = await startWorld({
    dataSources: ["IllumioIaC"],
    identifiers: {
      cmdb_ci_hardware: { name: "Hardware Rule", entries: [["serial_number"], ["host_name"]] },
      cmdb_ci_vm_instance: { name: "VM Rule", entries: [["object_id"]], dependent: true },
    },
  });
});
afterEach(() => world.close());

const reconcile = async (items: object[], more: object = {}, source = "IllumioIaC", path = "") => {
  const answer = await world.call("POST", `identifyreconcile${path}`, {
    query: { data_source: source },
    body: { items, ...more },
  });
  expect(answer.status).toBe(200);
  return answer.json.result.items;
};
const servers = () => world.instance.records("cmdb_ci");

test("an item is inserted, found again without a change, and updated, in one record", async () => {
  const [inserted] = await reconcile([item(VALUES)]);
  expect(inserted).toMatchObject({
    className: "cmdb_ci_server",
    operation: "INSERT",
    sysId: expect.stringMatching(/^[0-9a-f]{32}$/),
    errorCount: 0,
    inputIndices: [0],
    identificationAttempts: [
      { attributes: ["serial_number"], attemptResult: "SKIPPED", searchOnTable: "cmdb_ci_hardware" },
      { attributes: ["host_name"], attemptResult: "NO_MATCH", identifierName: "Hardware Rule" },
    ],
  });
  expect(servers()).toMatchObject([{ ...VALUES, discovery_source: "IllumioIaC", sys_mod_count: "0" }]);
  const [same] = await reconcile([item(VALUES)]);
  expect(same).toMatchObject({
    operation: "NO_CHANGE",
    sysId: inserted.sysId,
    identificationAttempts: [{}, { attemptResult: "MATCHED" }],
  });
  const [updated] = await reconcile([item({ host_name: "VM-APP-01", os: "Linux" })]);
  expect(updated).toMatchObject({ operation: "UPDATE", sysId: inserted.sysId });
  expect(servers()).toMatchObject([{ name: "vm-app-01", os: "Linux", sys_mod_count: "1" }]);
});

test("a simulation says the same and writes nothing", async () => {
  const [would] = await reconcile([item(VALUES)], {}, "IllumioIaC", "/query");
  expect(would).toMatchObject({ operation: "INSERT", sysId: "Unknown" });
  expect(servers()).toEqual([]);
  await reconcile([item(VALUES)]);
  const [again] = await reconcile([item({ ...VALUES, os: "x" })], {}, "IllumioIaC", "/query");
  expect(again).toMatchObject({ operation: "UPDATE", sysId: servers()[0]!["sys_id"] });
  expect(servers()[0]).not.toHaveProperty("os");
  await reconcile([item(VALUES)], {}, "nobody", "/query");
  expect(world.instance.incompletePayloads).toEqual([]);
});

test("a record becomes one of a class that extends its own, and not the other way", async () => {
  const [{ sysId }] = await reconcile([item(VALUES)]);
  const [upgraded] = await reconcile([item(VALUES, "cmdb_ci_linux_server")]);
  expect(upgraded).toMatchObject({
    operation: "UPDATE_WITH_UPGRADE",
    sysId,
    className: "cmdb_ci_linux_server",
  });
  expect(world.instance.records("cmdb_ci_linux_server")).toMatchObject([
    { sys_id: sysId, sys_class_name: "cmdb_ci_linux_server" },
  ]);
  const [again] = await reconcile([item(VALUES)]);
  expect(again).toMatchObject({ operation: "NO_CHANGE", className: "cmdb_ci_linux_server" });
});

test("of records that match alike, the oldest is taken", async () => {
  const first = world.instance.insert("cmdb_ci_server", { host_name: "twin" });
  world.instance.advance(1000);
  world.instance.insert("cmdb_ci_win_server", { host_name: "twin" });
  const [taken] = await reconcile([item({ host_name: "twin", os: "x" })]);
  expect(taken).toMatchObject({
    sysId: first,
    operation: "UPDATE",
    identificationAttempts: [{}, { attemptResult: "MULTI_MATCH" }],
  });
});

test.each(["nobody", ""])(
  "a payload of the data source '%s' is kept aside and not written",
  async (source) => {
    const items = [item(VALUES)];
    const [refused] = await reconcile(items, {}, source);
    expect(refused).toMatchObject({
      sysId: "Unknown",
      errorCount: 1,
      errors: [{ error: "INVALID_INPUT_DATA", message: expect.stringContaining(`[${source}]`) }],
    });
    expect(refused).not.toHaveProperty("operation");
    expect(servers()).toEqual([]);
    expect(world.instance.incompletePayloads).toEqual([{ items }]);
  },
);

test("an error of one item names it, and nothing of the payload is written", async () => {
  const results = await reconcile([
    item(VALUES),
    item({ name: "without a host name" }),
    item({}, "cmdb_ci"),
    item({}, "cmdb_ci_toaster"),
    item({ object_id: "a" }, "cmdb_ci_vm_instance"),
    item({ host_name: "twice" }),
    item({ host_name: "TWICE" }, "cmdb_ci_win_server"),
  ]);
  const tokens = results.map(({ errors }: { errors?: { error: string }[] }) => errors?.[0]?.error);
  expect(tokens).toEqual([
    undefined,
    "MISSING_MATCHING_ATTRIBUTES",
    "IDENTIFICATION_RULE_MISSING",
    "INVALID_INPUT_DATA",
    "MISSING_DEPENDENCY",
    "DUPLICATE_PAYLOAD_RECORDS",
    "DUPLICATE_PAYLOAD_RECORDS",
  ]);
  expect(servers()).toEqual([]);
});

test("an item that depends on another is written with the relation to it", async () => {
  const items = [item({ object_id: "a" }, "cmdb_ci_vm_instance"), item(VALUES)];
  const results = await reconcile(items, { relations: [{ parent: 0, child: 1, type: "Hosted on::Hosts" }] });
  expect(results.map(({ operation }: { operation: string }) => operation)).toEqual(["INSERT", "INSERT"]);
  expect(world.instance.records("cmdb_ci_vm_instance")).toMatchObject([{ object_id: "a" }]);
});

test.each([
  [{}],
  [{ items: [] }],
  [{ items: [{ className: "cmdb_ci_server" }] }],
  [{ items: [item(VALUES)], relations: "none" }],
  [{ items: [item(VALUES)], relations: [{ parent: 0, child: 1, type: "Hosted on::Hosts" }] }],
  [{ items: [item(VALUES)], relations: [{ parent: 0, type: "Hosted on::Hosts" }] }],
  [{ items: [item(VALUES), item({ host_name: "x" })], relations: [{ parent: 0, child: 1 }] }],
  [{ items: [item(VALUES)], relations: [], referenceItems: [] }],
  [{ items: [{ ...item(VALUES), lookup: [{ className: "cmdb_serial_number", values: {} }] }] }],
  [{ items: [{ ...item(VALUES), settings: { skipReclassificationRestrictionRules: true } }] }],
  [{ items: [{ ...item(VALUES), classname: "cmdb_ci" }] }],
])("the payload %j is refused", async (body) => {
  const answer = await world.call("POST", "identifyreconcile", {
    query: { data_source: "IllumioIaC" },
    body,
  });
  expect([answer.status, answer.json.error.message]).toEqual([400, "Invalid payload"]);
});

test("members of an item that are empty, or that only name it, change nothing", async () => {
  const whole = { ...item(VALUES), lookup: [], related: [], internal_id: "a", settings: {} };
  expect(await reconcile([whole])).toMatchObject([{ operation: "INSERT" }]);
});

test("there is no other call of the API", async () => {
  expect((await world.call("GET", "identifyreconcile")).status).toBe(405);
  const enhanced = await world.call("POST", "identifyreconcile/enhanced", {
    query: { data_source: "IllumioIaC" },
    body: { items: [item(VALUES)] },
  });
  expect(enhanced.json.error.message).toBe("Requested URI does not represent any resource");
  expect(servers()).toEqual([]);
});
