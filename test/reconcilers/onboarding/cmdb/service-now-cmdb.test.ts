jest.mock("node:timers/promises", () => require("../../../support/skipped-pauses"));

import { NetworkError } from "../../../../core/errors";
import type { CmdbRecord } from "../../../../reconcilers/onboarding/ports";
import type { ServiceNowSimulator, ServiceNowSimulatorOptions } from "../../../../sandbox/service-now";
import { closeAll, FLAG_COLUMNS, failureOf, startInstance } from "../../../clients/service-now/fixtures";
import { inventoryVm } from "../support/inventory";
import { cmdbOf, TABLE } from "./service-now-scene";

afterEach(closeAll);

const [one, two, three] = [inventoryVm(1), inventoryVm(2), inventoryVm(3)];
const WITH_ID = {
  fields: { name: "name", computerName: "host_name", address: "ip_address", os: "os", vmId: "u_vm_id" },
};
const FLAGS = Object.fromEntries(Object.values(FLAG_COLUMNS).map((column) => [column, "boolean" as const]));
const byHost = (options: ServiceNowSimulatorOptions = {}) =>
  startInstance({
    identifiers: { cmdb_ci_hardware: { name: "Hardware Rule", entries: [["host_name"]] } },
    ...options,
  });
const writes = ({ requests }: ServiceNowSimulator) =>
  requests
    .filter(({ method, path }) => method === "PATCH" || path.endsWith("/identifyreconcile"))
    .map(({ method }) => method);
const flag = (record: CmdbRecord, ...names: string[]) => ({
  record,
  flags: Object.fromEntries(names.map((name) => [name, true as const])),
});

test("a machine without a record gets one by identification, of the class and with the columns of the mapping", async () => {
  const instance = await startInstance();
  const classes = { linux: "cmdb_ci_linux_server" };
  const cmdb = cmdbOf(instance, { ...WITH_ID, classes });
  const windows = inventoryVm(2, { os: "windows", computerName: undefined, privateAddresses: [] });
  expect(await cmdb.find([one, windows])).toEqual(new Map());
  const made = await cmdb.create([one, windows]);
  const [first, second] = instance.records(TABLE);
  expect(made.get(one.vmId)).toEqual({
    id: second!["sys_id"],
    isCommissioned: false,
    flags: { venInstalled: false, labelled: false, firewallReady: false, commissioned: false },
  });
  expect(second).toMatchObject({
    sys_class_name: "cmdb_ci_linux_server",
    name: "web-1",
    host_name: "web-1",
    ip_address: "10.0.0.1",
    os: "Linux",
    u_vm_id: one.vmId,
    discovery_source: "IllumioIaC",
  });
  expect(first).toMatchObject({ sys_class_name: TABLE, host_name: "web-2", os: "Windows" });
  expect(first).not.toHaveProperty("ip_address");
  expect([...(await cmdb.find([one, windows, three])).keys()].sort()).toEqual([one.vmId, windows.vmId]);
  expect(cmdb.calls).toBe(instance.requests.length);
});

test("a record that discovery made is found in any case, and what it says is read", async () => {
  const instance = await startInstance();
  const id = instance.insert("cmdb_ci_win_server", { host_name: "WEB-1", u_commissioned: "true" });
  const found = await cmdbOf(instance).find([one]);
  expect(found.get(one.vmId)).toMatchObject({ id, isCommissioned: true, flags: { labelled: false } });
});

test("several records of one key: the machine is told apart by none, and the reason names them", async () => {
  const instance = await startInstance();
  const ids = ["a", "b"].map((name) => instance.insert(TABLE, { name, host_name: "web-1" }));
  instance.insert(TABLE, { host_name: "web-2" });
  const found = await cmdbOf(instance).find([one, two]);
  const { reason } = found.get(one.vmId) as { reason: string };
  expect(reason).toMatch(/^2 records of cmdb_ci_server in the CMDB have host_name 'web-1': sys_id /);
  for (const id of ids) expect(reason).toContain(id);
  expect(found.get(two.vmId)).toHaveProperty("id");
});

test("several records of one key: the one with the vmId of the machine is its own", async () => {
  const instance = await startInstance();
  const twin = inventoryVm(9, { computerName: "web-1" });
  const id = instance.insert(TABLE, { host_name: "web-1", u_vm_id: one.vmId.toUpperCase() });
  instance.insert(TABLE, { host_name: "web-1" });
  const cmdb = cmdbOf(instance, WITH_ID);
  expect((await cmdb.find([one])).get(one.vmId)).toMatchObject({ id });
  instance.insert(TABLE, { host_name: "web-2", u_vm_id: three.vmId });
  expect((await cmdb.find([one, two])).has(two.vmId)).toBe(false);
  expect((await cmdb.find([one, twin])).get(twin.vmId)).not.toMatchObject({ id });
});

test("two machines of one key and one record: neither has it", async () => {
  const instance = await startInstance();
  const id = instance.insert(TABLE, { host_name: "web-1", u_commissioned: "true" });
  const twin = inventoryVm(9, { computerName: "WEB-1" });
  const found = await cmdbOf(instance).find([one, twin]);
  for (const { vmId } of [one, twin])
    expect(found.get(vmId)).toEqual({ reason: expect.stringContaining(`record ${id} of cmdb_ci_server`) });
});

test("flags are set by comparing first: nothing else is changed, and none is taken back", async () => {
  const instance = await startInstance();
  const id = instance.insert(TABLE, { host_name: "web-1", name: "by hand", u_labels_set: "true" });
  const other = instance.insert(TABLE, { host_name: "web-2", u_ven_installed: "true" });
  const cmdb = cmdbOf(instance);
  const record = (await cmdb.find([one])).get(one.vmId) as CmdbRecord;
  const stale: CmdbRecord = { ...record, flags: {} };
  const changes = new Map([[one.vmId, flag(stale, "labelled", "commissioned")]]);
  expect(await cmdb.setFlags(changes)).toEqual(new Map([[one.vmId, { ok: true }]]));
  expect(instance.records(TABLE)).toMatchObject([
    { sys_id: id, name: "by hand", u_labels_set: "true", u_commissioned: "true", sys_mod_count: "1" },
    { sys_id: other, u_ven_installed: "true", sys_mod_count: "0" },
  ]);
  expect(instance.records(TABLE)[0]).not.toHaveProperty("u_ven_installed");
  expect(await cmdb.setFlags(changes)).toEqual(new Map([[one.vmId, { ok: true }]]));
  expect(writes(instance)).toEqual(["PATCH"]);
});

test("a column that says yes in other words is set, and is not written again", async () => {
  const instance = await startInstance({
    columns: { [TABLE]: { u_text: "string:10", u_number: "integer" } },
  });
  const id = instance.insert(TABLE, { host_name: "web-1", u_text: "Yes", u_number: "1" });
  const cmdb = cmdbOf(instance, { flags: { labelled: "u_text", commissioned: "u_number" } });
  expect((await cmdb.find([one])).get(one.vmId)).toMatchObject({ id, isCommissioned: true });
  const stale: CmdbRecord = { id, isCommissioned: false, flags: {} };
  const changes = new Map([[one.vmId, flag(stale, "labelled", "commissioned")]]);
  expect((await cmdb.setFlags(changes)).get(one.vmId)).toEqual({ ok: true });
  expect(writes(instance)).toEqual([]);
});

test("a flag without a column is not asked for; nothing to set is no call", async () => {
  const instance = await startInstance();
  const id = instance.insert(TABLE, { host_name: "web-1" });
  const cmdb = cmdbOf(instance, { flags: { commissioned: "u_commissioned" } });
  const record = (await cmdb.find([one])).get(one.vmId) as CmdbRecord;
  expect(record).toEqual({
    id,
    isCommissioned: false,
    flags: { venInstalled: false, labelled: false, firewallReady: false, commissioned: false },
  });
  const { calls } = cmdb;
  expect(await cmdb.setFlags(new Map([[one.vmId, flag(record, "venInstalled")]]))).toEqual(
    new Map([[one.vmId, { ok: true }]]),
  );
  expect([await cmdb.find([]), await cmdb.create([])]).toEqual([new Map(), new Map()]);
  expect(cmdb.calls).toBe(calls);
});

test("a record that is gone keeps no other machine from its flags", async () => {
  const instance = await startInstance();
  instance.insert(TABLE, { host_name: "web-2" });
  const cmdb = cmdbOf(instance);
  const record = (await cmdb.find([two])).get(two.vmId) as CmdbRecord;
  const gone = { ...record, id: "0".repeat(32) };
  const outcomes = await cmdb.setFlags(
    new Map([
      [one.vmId, flag(gone, "commissioned")],
      [two.vmId, flag(record, "commissioned")],
    ]),
  );
  expect(outcomes.get(one.vmId)).toEqual({ ok: false, reason: expect.stringContaining(gone.id) });
  expect(outcomes.get(two.vmId)).toEqual({ ok: true });
});

test("a column that cannot keep the flag is the reason of its machine", async () => {
  const columns = { [TABLE]: { u_short: "string:2" } } as const;
  const instance = await startInstance({ columns });
  instance.insert(TABLE, { host_name: "web-1" });
  const cmdb = cmdbOf(instance, { flags: { commissioned: "u_short" } });
  const record = (await cmdb.find([one])).get(one.vmId) as CmdbRecord;
  const outcomes = await cmdb.setFlags(new Map([[one.vmId, flag(record, "commissioned")]]));
  expect(outcomes.get(one.vmId)).toEqual({ ok: false, reason: expect.stringContaining("kept 'tr'") });
});

test.each(["keyField", "flags", "fields"])(
  "unknown field: a column of %s that there is not is named, and no machine counts as found",
  async (setting) => {
    const instance = await startInstance();
    instance.insert(TABLE, { host_name: "web-1", u_commissioned: "true" });
    const changes = {
      keyField: { keyField: "u_hostname" },
      flags: { flags: { commissioned: "u_done" } },
      fields: { fields: { ...WITH_ID.fields, resourceId: "u_azure_id" } },
    }[setting]!;
    const error = await failureOf(cmdbOf(instance, changes).find([one]));
    expect(error.message).toMatch(/no column u_(hostname|done|azure_id) of cmdb_ci_server/);
  },
);

test("unknown field: an instance that answers nothing then makes no second record in each run", async () => {
  const instance = await startInstance();
  instance.setProperty("glide.invalid_query.returns_no_rows", "true");
  const cmdb = cmdbOf(instance, { keyField: "u_hostname" });
  for (let run = 0; run < 2; run++) {
    expect(await cmdb.find([one])).toEqual(new Map());
    await expect(cmdb.create([one])).rejects.toThrow("no column u_hostname of cmdb_ci_server");
  }
  expect(instance.records(TABLE)).toHaveLength(1);
});

test.each(["truncated", "cancelled"] as const)(
  "truncated page: a list that comes %s fails the reading, and nothing is made",
  async (kind) => {
    const instance = await startInstance();
    instance.insert(TABLE, { host_name: "web-1" });
    instance.damageNextPage({ kind });
    await expect(cmdbOf(instance).find([one, two])).rejects.toThrow("Nothing of it was used");
    expect(writes(instance)).toEqual([]);
  },
);

test("429: a call is repeated after Retry-After, and an hour's limit fails the reading", async () => {
  const instance = await startInstance();
  instance.insert(TABLE, { host_name: "web-1" });
  instance.failNext({ fault: "429", retryAfterInSeconds: 3 });
  const cmdb = cmdbOf(instance);
  expect((await cmdb.find([one])).has(one.vmId)).toBe(true);
  expect(cmdb.calls).toBe(2);
  instance.setRateLimits([{ callsPerHour: 0 }]);
  await expect(cmdb.find([one])).rejects.toThrow("allows 0 calls per hour");
});

test("missing role: reading and making records fail with the role, and a flag that may not be written with the rule", async () => {
  const instance = await startInstance();
  instance.insert(TABLE, { host_name: "web-1" });
  const cmdb = cmdbOf(instance);
  const record = (await cmdb.find([one])).get(one.vmId) as CmdbRecord;
  instance.failNext({ fault: "5xx", status: 403, method: "PATCH" });
  const outcomes = await cmdb.setFlags(new Map([[one.vmId, flag(record, "commissioned")]]));
  expect(outcomes.get(one.vmId)).toEqual({
    ok: false,
    reason: expect.stringContaining("access rules (ACLs) that allow PATCH on cmdb_ci_server"),
  });
  instance.changeUser(instance.username, { roles: [] });
  await expect(cmdb.find([one])).rejects.toThrow("needs the role itil or asset");
  await expect(cmdb.create([two])).rejects.toThrow("needs the role itil or asset");
});

test("unknown data source: nothing is made, and the error says what an administrator has to add", async () => {
  const instance = await startInstance({ dataSources: [] });
  await expect(cmdbOf(instance).create([one, two])).rejects.toThrow(
    "add 'IllumioIaC' to the choices of the column discovery_source",
  );
  expect([instance.records(TABLE), instance.incompletePayloads]).toEqual([[], []]);
});

test("one machine that identification refuses keeps no other from its record", async () => {
  const instance = await byHost();
  const twins = [inventoryVm(7, { computerName: "twin" }), inventoryVm(8, { computerName: "TWIN" })];
  const made = await cmdbOf(instance).create([one, ...twins]);
  expect(made.get(one.vmId)).toHaveProperty("id");
  for (const { vmId } of twins)
    expect(made.get(vmId)).toEqual({ reason: expect.stringContaining("DUPLICATE_PAYLOAD_RECORDS") });
  expect(instance.records(TABLE)).toMatchObject([{ host_name: "web-1" }]);
});

test("a record of another machine that the rules take for the same is not touched", async () => {
  const instance = await startInstance();
  const id = instance.insert(TABLE, { name: "web-1", host_name: "db-7" });
  const made = await cmdbOf(instance).create([one, two]);
  expect(made.get(one.vmId)).toEqual({ reason: expect.stringContaining(`take the record ${id}`) });
  expect(made.get(two.vmId)).toHaveProperty("id");
  expect(instance.records(TABLE)[0]).toMatchObject({ host_name: "db-7", sys_mod_count: "0" });
});

test("a record without a key that the rules take for the same is completed", async () => {
  const instance = await startInstance();
  const id = instance.insert(TABLE, { name: "web-1", u_labels_set: "true" });
  const made = await cmdbOf(instance).create([one]);
  expect(made.get(one.vmId)).toMatchObject({ id, flags: { labelled: true } });
  expect(instance.records(TABLE)).toMatchObject([{ host_name: "web-1" }]);
});

test("a new record that does not keep its key is not believed", async () => {
  const instance = await startInstance({ columns: { [TABLE]: { ...FLAGS, u_key: "string:3" } } });
  const made = await cmdbOf(instance, { keyField: "u_key" }).create([one]);
  expect(made.get(one.vmId)).toEqual({
    reason: expect.stringContaining("kept 'web' as u_key of the record"),
  });
});

test("a record of another class that the rules take for the same is named", async () => {
  const instance = await startInstance();
  const id = instance.insert("cmdb_ci_computer", { name: "web-1", host_name: "web-1" });
  const made = await cmdbOf(instance, { classes: { linux: "cmdb_ci_computer" } }).create([one]);
  expect(made.get(one.vmId)).toEqual({ reason: expect.stringContaining(`${id} for it, which is none of`) });
});

test("an instance that breaks off while flags are set fails the call, and the next one finishes", async () => {
  const instance = await startInstance();
  for (const { name } of [one, two]) instance.insert(TABLE, { host_name: name });
  const cmdb = cmdbOf(instance);
  const found = await cmdb.find([one, two]);
  const changes = new Map(
    [...found].map(([vmId, record]) => [vmId, flag(record as CmdbRecord, "commissioned")]),
  );
  instance.failNext({ fault: "reset", path: new RegExp((found.get(two.vmId) as CmdbRecord).id), times: 5 });
  expect(await failureOf(cmdb.setFlags(changes))).toBeInstanceOf(NetworkError);
  expect([...(await cmdb.setFlags(changes)).values()]).toEqual([{ ok: true }, { ok: true }]);
  expect(instance.records(TABLE)).toMatchObject([{ sys_mod_count: "1" }, { sys_mod_count: "1" }]);
});

test("many machines are asked for in pieces, of an address that is not too long", async () => {
  const instance = await byHost();
  const vms = Array.from({ length: 320 }, (_, at) =>
    inventoryVm(at, { computerName: `${"long-name-".repeat(5)}${at}` }),
  );
  for (const { computerName } of vms.slice(0, 250)) instance.insert(TABLE, { host_name: computerName });
  const cmdb = cmdbOf(instance);
  expect((await cmdb.find(vms)).size).toBe(250);
  const { length } = instance.requests;
  expect(length).toBeLessThan(10);
  expect(Math.max(...instance.requests.map(({ query }) => query.length))).toBeLessThan(4_000);
  expect((await cmdb.create(vms.slice(250))).size).toBe(70);
  expect(instance.records(TABLE)).toHaveLength(320);
});

test("a machine whose key cannot be looked for gets the reason, and others are found", async () => {
  const instance = await startInstance();
  instance.insert(TABLE, { host_name: "web-2" });
  const found = await cmdbOf(instance).find([inventoryVm(1, { computerName: "a,b" }), two]);
  expect(found.get(one.vmId)).toEqual({ reason: expect.stringContaining("holds a comma") });
  expect(found.get(two.vmId)).toHaveProperty("id");
});
