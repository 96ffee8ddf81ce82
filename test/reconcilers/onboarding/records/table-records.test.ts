import { AzureNamedKeyCredential, TableServiceClient } from "@azure/data-tables";
import { StorageCalls } from "../../../../clients/azure/storage-calls";
import { TableRows } from "../../../../clients/azure/table-rows";
import { RECORD_VERSION, type VmRecord } from "../../../../core/onboarding";
import type { RunState } from "../../../../reconcilers/onboarding/ports";
import { NO_RUN_STATE, TableRecords } from "../../../../reconcilers/onboarding/records/table-records";
import { AZURITE_ACCOUNT, type Azurite, azuriteCredential, startAzurite } from "../../../support/azurite";
import { inventoryVm } from "../support/inventory";

let azurite: Azurite;
let tables = 0;
beforeAll(async () => {
  azurite = await startAzurite();
}, 120_000);
afterAll(() => azurite?.close());
beforeEach(() => azurite.intercept(undefined));

async function table(): Promise<TableRows> {
  const name = `records${++tables}`;
  const key = new AzureNamedKeyCredential(AZURITE_ACCOUNT.name, AZURITE_ACCOUNT.key);
  await new TableServiceClient(azurite.tableUrl, key).createTable(name);
  return new TableRows(azurite.tableUrl, name, azuriteCredential, new StorageCalls());
}

function record(number: number, changes: Partial<VmRecord> = {}): VmRecord {
  const { vmId, resourceId, name } = inventoryVm(number);
  return {
    version: RECORD_VERSION,
    vmId,
    resourceId,
    name,
    computerName: name,
    status: "open",
    step: "discovered",
    since: "2026-01-01T00:00:00.000Z",
    reason: "",
    attempts: 0,
    ...changes,
  };
}
const stateOf = (published: readonly string[]): RunState => ({
  ...NO_RUN_STATE,
  firewall: { ...NO_RUN_STATE.firewall, published },
});

test("records that were written are read again, also after several writes of one run", async () => {
  const rows = await table();
  const records = new TableRecords(rows);
  expect(await records.read()).toEqual({ records: new Map(), newer: new Set(), state: NO_RUN_STATE });
  const all = Array.from({ length: 250 }, (_, number) => record(number));
  expect(await records.write(all)).toEqual(new Set());
  const later = all.map((one): VmRecord => ({ ...one, step: "recorded", cmdbId: "x" }));
  expect(await records.write(later)).toEqual(new Set());
  const read = await new TableRecords(rows).read();
  expect([...read.records.values()].sort((a, b) => (a.vmId < b.vmId ? -1 : 1))).toEqual(later);
});

test("a record that another run changed meanwhile is left as it is, and the others are written", async () => {
  const rows = await table();
  await new TableRecords(rows).write([record(1), record(2)]);
  const [one, other] = [new TableRecords(rows), new TableRecords(rows)];
  await Promise.all([one.read(), other.read()]);
  await other.write([record(1, { reason: "by the other run" })]);
  const lost = await one.write([record(1, { reason: "mine" }), record(2, { reason: "mine" })]);
  expect(lost).toEqual(new Set([record(1).vmId]));
  const { records } = await new TableRecords(rows).read();
  expect(records.get(record(1).vmId)!.reason).toBe("by the other run");
  expect(records.get(record(2).vmId)!.reason).toBe("mine");
});

test("a new record that another run has made meanwhile is left as it is", async () => {
  const rows = await table();
  const one = new TableRecords(rows);
  await one.read();
  await new TableRecords(rows).write([record(1, { reason: "by the other run" })]);
  expect(await one.write([record(1)])).toEqual(new Set([record(1).vmId]));
});

test("a write whose answer is lost counts as made, and the next write follows it", async () => {
  const rows = await table();
  const records = new TableRecords(rows);
  await records.read();
  let isFirst = true;
  azurite.intercept(async ({ method }) => {
    if (method !== "POST" || !isFirst) return undefined;
    isFirst = false;
    await new TableRecords(rows).write([record(1)]);
    return { status: 500, code: "InternalError" };
  });
  expect(await records.write([record(1)])).toEqual(new Set());
  azurite.intercept(undefined);
  expect(await records.write([record(1, { step: "recorded" })])).toEqual(new Set());
  expect((await new TableRecords(rows).read()).records.get(record(1).vmId)).toMatchObject({
    step: "recorded",
  });
});

test("a record of a later release is named and not read, damaged ones are an error that names them", async () => {
  const rows = await table();
  const { vmId } = record(1);
  await rows.swap([{ partition: "vm", key: vmId, values: { version: 2, what: "else" }, etag: undefined }]);
  expect(await new TableRecords(rows).read()).toMatchObject({ newer: new Set([vmId]), records: new Map() });
  for (const key of ["damaged", "too"])
    await rows.swap([{ partition: "vm", key, values: { version: 1 }, etag: undefined }]);
  await expect(new TableRecords(rows).read()).rejects.toThrow(
    /^partition vm of the records: 2 problems\n {2}row damaged: .*\n {2}row too: /,
  );
});

test("what a run hands to the next one may be long, and two runs do not overwrite each other's", async () => {
  const rows = await table();
  const [one, other] = [new TableRecords(rows), new TableRecords(rows)];
  await Promise.all([one.read(), other.read()]);
  const long = stateOf(Array.from({ length: 3_000 }, (_, number) => inventoryVm(number).vmId));
  await one.writeState(long);
  expect((await new TableRecords(rows).read()).state).toEqual(long);
  await one.writeState(stateOf(["a"]));
  expect((await new TableRecords(rows).read()).state).toEqual(stateOf(["a"]));
  expect(await other.writeState(stateOf(["b"]))).toBe(false);
  const huge = stateOf(Array.from({ length: 20_000 }, (_, number) => inventoryVm(number).vmId));
  await expect(one.writeState(huge)).rejects.toThrow("divide the onboarding into several");
});

test("the state of a later release is not touched", async () => {
  const rows = await table();
  await rows.swap([{ partition: "run", key: "state", values: { version: 9 }, etag: undefined }]);
  await expect(new TableRecords(rows).read()).rejects.toThrow("has version 9");
});
