import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { RECORD_VERSION, type VmRecord } from "../../../../core/onboarding";
import type { RunState } from "../../../../reconcilers/onboarding/ports";
import { changeRecords } from "../../../../reconcilers/onboarding/records/change-records";
import { FileRecords } from "../../../../reconcilers/onboarding/records/file-records";
import { NO_RUN_STATE } from "../../../../reconcilers/onboarding/records/table-records";
import { inventoryVm } from "../support/inventory";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "file-records-"));
  file = path.join(folder, "records.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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

const published = (...vmIds: string[]): RunState => ({
  ...NO_RUN_STATE,
  firewall: { ...NO_RUN_STATE.firewall, published: vmIds },
});

test("records and state that were written are read again, with everything that they hold", async () => {
  const records = new FileRecords(file);
  expect(await records.read()).toEqual({ records: new Map(), newer: new Set(), state: NO_RUN_STATE });
  const full = record(1, {
    status: "failed",
    reason: 'the script said "no"',
    attempts: 5,
    nextAttempt: "2026-01-02T00:00:00.000Z",
    command: { name: "illumio-iac-ven-1", startedAt: "2026-01-01T00:00:00.000Z", nonce: "n1" },
    labels: { role: "web" },
    host: { name: "h", groups: ["g"] },
    awaitsApproval: { role: "dc" },
    approved: { by: "jo", at: "2026-01-01T00:00:00.000Z", labels: { role: "db" } },
  });
  expect(await records.write([full, record(2)])).toEqual(new Set());
  await records.writeState(published("a"));
  expect(await records.write([{ ...full, attempts: 0 }])).toEqual(new Set());
  const read = await new FileRecords(file).read();
  expect([...read.records.values()]).toEqual([{ ...full, attempts: 0 }, record(2)]);
  expect(read.state).toEqual(published("a"));
  expect(readdirSync(folder)).toEqual(["records.json"]);
});

test("a record that another run changed meanwhile is left as it is, and the others are written", async () => {
  await new FileRecords(file).write([record(1), record(2)]);
  const [one, other] = [new FileRecords(file), new FileRecords(file)];
  await Promise.all([one.read(), other.read()]);
  expect(await other.write([record(1, { step: "recorded" })])).toEqual(new Set());
  const lost = await one.write([record(1, { reason: "lost" }), record(2, { reason: "won" }), record(3)]);
  expect(lost).toEqual(new Set([record(1).vmId]));
  const { records } = await new FileRecords(file).read();
  expect([...records.values()]).toEqual([
    record(1, { step: "recorded" }),
    record(2, { reason: "won" }),
    record(3),
  ]);
});

test("a state that another run wrote meanwhile is not replaced", async () => {
  const [one, other] = [new FileRecords(file), new FileRecords(file)];
  await Promise.all([one.read(), other.read()]);
  await other.writeState(published("a"));
  expect(await one.writeState(published("b"))).toBe(false);
  expect((await new FileRecords(file).read()).state).toEqual(published("a"));
});

test("a record of a later release is named and stays as it is", async () => {
  const records = new FileRecords(file);
  await records.write([record(1)]);
  const content = JSON.parse(readFileSync(file, "utf8"));
  content.records["later-vm"] = { version: 2, anything: { of: "it" } };
  writeFileSync(file, JSON.stringify(content));
  expect((await records.read()).newer).toEqual(new Set(["later-vm"]));
  await records.write([record(1, { step: "recorded" }), record(2)]);
  expect(JSON.parse(readFileSync(file, "utf8")).records["later-vm"]).toEqual({
    version: 2,
    anything: { of: "it" },
  });
});

test.each([
  ["[1", /must be a JSON object, got '\[1'/],
  ["[]", /must be a JSON object/],
  ['{"version":2,"records":{}}', /version: must be 1, or the file is of another release.*got 2/],
  ['{"version":1}', /records: is missing[\s\S]*state: is missing/],
  [
    '{"version":1,"records":{"x":7},"state":{"keysMadeAt":[],"firewall":{"publishing":[],"published":[],"installing":[]}}}',
    /records\.x: must be an object, got 7/,
  ],
])("the file %s is refused with what is wrong, and stays as it is", async (text, problem) => {
  writeFileSync(file, text);
  await expect(new FileRecords(file).read()).rejects.toThrow(problem);
  await expect(new FileRecords(file).write([record(1)])).rejects.toThrow(problem);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("a damaged record is named with every column", async () => {
  await new FileRecords(file).write([record(1)]);
  writeFileSync(file, readFileSync(file, "utf8").replace('"open"', '"odd"').replace('"discovered"', "3"));
  await expect(new FileRecords(file).read()).rejects.toThrow(
    /row 0{8}-.*: 2 problems\n {2}status: .*\n {2}step: /,
  );
});

test("a folder that cannot be written, or is not there, is said", async () => {
  const away = path.join(folder, "away", "records.json");
  await expect(new FileRecords(away).write([record(1)])).rejects.toThrow(
    `records file ${away}: cannot be written (ENOENT)`,
  );
  await expect(new FileRecords(folder).read()).rejects.toThrow(
    `records file ${folder}: cannot be read (EISDIR)`,
  );
});

test("a change of a person tells which records were written and which a run changed meanwhile", async () => {
  await new FileRecords(file).write([record(1), record(2)]);
  const changed = await changeRecords(new FileRecords(file), ({ records }) => {
    const run = new FileRecords(file);
    void run.read();
    void run.write([record(1, { step: "recorded" })]);
    return [...records.values()].map((one) => ({ ...one, reason: "by hand" }));
  });
  expect(changed.written.map(({ name }) => name)).toEqual(["web-2"]);
  expect(changed.lost).toEqual([{ item: "web-1", reason: expect.stringContaining("at the same time") }]);
  expect((await new FileRecords(file).read()).records.get(record(1).vmId)).toEqual(
    record(1, { step: "recorded" }),
  );
});
