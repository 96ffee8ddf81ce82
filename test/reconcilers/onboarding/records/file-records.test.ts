import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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
  ["[1", /must be JSON, and ends too early at line 1, column 3/],
  ['{"version":1,\n"records":{},,}', /must be JSON, and is none from line 2, column 14 on: ,}/],
  ["", /is empty; put the one back that a run wrote, or delete it: all machines are then taken up again/],
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

test("damaged records are named with every column, ten of them, and how many more there are", async () => {
  await new FileRecords(file).write([record(1), record(2)]);
  writeFileSync(file, readFileSync(file, "utf8").replace('"open"', '"odd"').replace('"discovered"', "3"));
  await expect(new FileRecords(file).read()).rejects.toThrow(
    new RegExp(
      `^records file ${file}: one problem\\n {2}row ${record(1).vmId}: status must be .*'odd'; step must be .*\\nCorrect the rows, or delete`,
    ),
  );
  const many = Array.from({ length: 13 }, (_, number) => record(number));
  writeFileSync(file, JSON.stringify({ version: 1, records: {}, state: NO_RUN_STATE }));
  await new FileRecords(file).write(many);
  writeFileSync(file, readFileSync(file, "utf8").replaceAll('"open"', '"odd"'));
  await expect(new FileRecords(file).read()).rejects.toThrow(
    /: 13 problems\n( {2}row \S+: status must be .*\n){10} {2}and 3 more\nCorrect/,
  );
});

test("a file that is made is for its owner alone, and one that was there keeps its permissions", async () => {
  await new FileRecords(file).write([record(1)]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const mode of [0o640, 0o664, 0o600]) {
    chmodSync(file, mode);
    const records = new FileRecords(file);
    await records.read();
    await records.write([record(1, { reason: String(mode) })]);
    expect(statSync(file).mode & 0o777).toBe(mode);
  }
});

test("what a killed run left half written is removed, and nothing of a process that lives or of another file", async () => {
  const gone = 99_999_999; // more than the greatest id of a process
  const beside = [
    "other.json.1.new",
    `records.json.${process.ppid}.new`,
    "records.json.new",
    "records.json.x.new",
  ];
  for (const name of [`records.json.${gone}.new`, ...beside]) writeFileSync(path.join(folder, name), "{");
  await new FileRecords(file).write([record(1)]);
  expect(readdirSync(folder).sort()).toEqual([...beside, "records.json"].sort());
});

test("a folder that cannot be written, or is not there, is said", async () => {
  const away = path.join(folder, "away", "records.json");
  await expect(new FileRecords(away).write([record(1)])).rejects.toThrow(
    `records file ${away}: there is no folder ${path.dirname(away)}; make it, or name a file in another one`,
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
