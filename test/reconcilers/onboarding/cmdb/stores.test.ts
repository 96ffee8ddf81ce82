import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AzureNamedKeyCredential, TableServiceClient } from "@azure/data-tables";
import { StorageCalls } from "../../../../clients/azure/storage-calls";
import { TableRows } from "../../../../clients/azure/table-rows";
import { JsonFileCmdb } from "../../../../reconcilers/onboarding/cmdb/json-file-cmdb";
import { TableCmdb } from "../../../../reconcilers/onboarding/cmdb/table-cmdb";
import type { Cmdb, CmdbRecord } from "../../../../reconcilers/onboarding/ports";
import { AZURITE_ACCOUNT, type Azurite, azuriteCredential, startAzurite } from "../../../support/azurite";
import { inventoryVm } from "../support/inventory";

let azurite: Azurite;
let folder: string;
let tables = 0;
beforeAll(async () => {
  azurite = await startAzurite();
  folder = mkdtempSync(path.join(tmpdir(), "cmdb-"));
}, 120_000);
afterAll(async () => {
  await azurite?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => azurite.intercept(undefined));

const [one, two] = [inventoryVm(1), inventoryVm(2)];

async function table(): Promise<TableRows> {
  const name = `onboarding${++tables}`;
  const key = new AzureNamedKeyCredential(AZURITE_ACCOUNT.name, AZURITE_ACCOUNT.key);
  await new TableServiceClient(azurite.tableUrl, key).createTable(name);
  return new TableRows(azurite.tableUrl, name, azuriteCredential, new StorageCalls());
}
const file = () => path.join(folder, `cmdb-${++tables}.json`);

const STORES: readonly (readonly [string, () => Promise<() => Cmdb>])[] = [
  [
    "a table",
    async () => {
      const rows = await table();
      return () => new TableCmdb(rows);
    },
  ],
  [
    "a file",
    async () => {
      const at = file();
      writeFileSync(at, "{}");
      return () => new JsonFileCmdb(at);
    },
  ],
];

describe.each(STORES)("%s as the CMDB", (_, store) => {
  test("has no record of a machine until it was created, and then without flags", async () => {
    const cmdb = await store();
    expect(await cmdb().find([one, two])).toEqual(new Map());
    const created = await cmdb().create([one]);
    expect(created.get(one.vmId)).toMatchObject({ isCommissioned: false, flags: { venInstalled: false } });
    expect([...(await cmdb().find([one, two])).keys()]).toEqual([one.vmId]);
  });

  test("keeps flags that were set, and none is ever taken back", async () => {
    const cmdb = await store();
    await cmdb().create([one, two]);
    const record = (await cmdb().find([one])).get(one.vmId) as CmdbRecord;
    const outcomes = await cmdb().setFlags(new Map([[one.vmId, { record, flags: { venInstalled: true } }]]));
    expect(outcomes).toEqual(new Map([[one.vmId, { ok: true }]]));
    const stale: CmdbRecord = { ...record, flags: {} };
    await cmdb().setFlags(new Map([[one.vmId, { record: stale, flags: { commissioned: true } }]]));
    const found = await cmdb().find([one, two]);
    expect(found.get(one.vmId)).toMatchObject({
      isCommissioned: true,
      flags: { venInstalled: true, labelled: false, commissioned: true },
    });
    expect(found.get(two.vmId)).toMatchObject({ isCommissioned: false });
  });

  test("says of a record that is gone that its flags cannot be set", async () => {
    const cmdb = await store();
    await cmdb().create([two]);
    const record: CmdbRecord = { id: one.vmId, isCommissioned: false, flags: {} };
    const change = { record, flags: { labelled: true } } as const;
    const outcomes = await cmdb().setFlags(
      new Map([
        [one.vmId, change],
        [two.vmId, change],
      ]),
    );
    expect(outcomes.get(one.vmId)).toMatchObject({ ok: false, reason: expect.stringContaining(one.vmId) });
    expect(outcomes.get(two.vmId)).toEqual({ ok: true });
  });
});

test("a row that somebody else changes between reading and writing keeps what they wrote", async () => {
  const rows = await table();
  const cmdb = new TableCmdb(rows);
  await cmdb.create([one]);
  const record = (await cmdb.find([one])).get(one.vmId)!;
  const reading = rows.partition.bind(rows);
  const meddled = Object.assign(Object.create(rows), {
    swap: rows.swap.bind(rows),
    partition: async (partition: string) => {
      const read = await reading(partition);
      const row = (await reading(partition)).get(one.vmId)!;
      await rows.swap([{ ...row, values: { ...row.values, owner: "somebody" } }]);
      return read;
    },
  });
  const outcomes = await new TableCmdb(meddled).setFlags(
    new Map([[one.vmId, { record, flags: { labelled: true } }]]),
  );
  expect(outcomes.get(one.vmId)).toMatchObject({
    ok: false,
    reason: expect.stringContaining("somebody else"),
  });
  expect((await reading("cmdb")).get(one.vmId)!.values).toMatchObject({ owner: "somebody" });
});

test("a second creation of the same machine changes nothing of a table", async () => {
  const rows = await table();
  await new TableCmdb(rows).create([one]);
  const record = (await new TableCmdb(rows).find([one])).get(one.vmId)!;
  await new TableCmdb(rows).setFlags(new Map([[one.vmId, { record, flags: { commissioned: true } }]]));
  expect((await new TableCmdb(rows).create([one])).get(one.vmId)).toHaveProperty("reason");
  expect((await new TableCmdb(rows).find([one])).get(one.vmId)).toMatchObject({ isCommissioned: true });
});
