import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { JsonFileCmdb } from "../../../../reconcilers/onboarding/cmdb/json-file-cmdb";
import type { CmdbRecord } from "../../../../reconcilers/onboarding/ports";
import { inventoryVm } from "../support/inventory";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "cmdb-"));
  file = path.join(folder, "cmdb.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const vmId = "e53d112c-7a41-4b0e-9c1f-0a2b3c4d5e6f";
const otherId = "0a2b3c4d-7a41-4b0e-9c1f-e53d112c5e6f";
const vm = inventoryVm(1, { vmId });
const write = (content: object) => writeFileSync(file, JSON.stringify(content));
const content = () => JSON.parse(readFileSync(file, "utf8")) as unknown;
const find = async () => (await new JsonFileCmdb(file).find([vm])).get(vmId) as CmdbRecord | undefined;

test("a record belongs to its machine in any case of its key, and what is written goes into the row that is there", async () => {
  write({ [vmId.toUpperCase()]: { commissioned: true } });
  expect(await find()).toMatchObject({ id: vmId, isCommissioned: true });
  write({ [vmId.toUpperCase()]: { name: "web", commissioned: false } });
  const cmdb = new JsonFileCmdb(file);
  const record = (await cmdb.create([vm])).get(vmId) as CmdbRecord;
  expect(record).toMatchObject({ id: vmId, isCommissioned: false });
  await cmdb.setFlags(new Map([[vmId, { record, flags: { venInstalled: true } }]]));
  expect(content()).toEqual({
    [vmId.toUpperCase()]: { name: "web", commissioned: false, venInstalled: true },
  });
});

test("what else stands in the file stays as it is when a flag is set", async () => {
  const other = { Owner: { team: ["ops"] }, commissionedBy: "jo", note: null, commissioned: true };
  write({ [vmId]: { name: "web", owner: "ops", rack: 7 }, [otherId]: other });
  const cmdb = new JsonFileCmdb(file);
  const record = (await cmdb.find([vm])).get(vmId) as CmdbRecord;
  await cmdb.setFlags(new Map([[vmId, { record, flags: { commissioned: true } }]]));
  expect(content()).toEqual({
    [vmId]: { name: "web", owner: "ops", rack: 7, commissioned: true },
    [otherId]: other,
  });
});

test.each<[string, unknown, string]>([
  ["text", "true", `${vmId} (web-1): commissioned must be true or false, got 'true'`],
  ["a word", "yes", "commissioned must be true or false, got 'yes'"],
  ["a number", 1, "commissioned must be true or false, got 1"],
  ["null", null, "commissioned must be true or false, got null"],
])(
  "a flag that is %s is refused with file, machine, property and value",
  async (_, commissioned, problem) => {
    write({ [vmId]: { name: "web-1", commissioned } });
    const before = readFileSync(file, "utf8");
    const cmdb = new JsonFileCmdb(file);
    for (const call of [() => cmdb.begin(false), () => cmdb.find([vm]), () => cmdb.create([vm])])
      await expect(call()).rejects.toThrow(new RegExp(`^CMDB file ${file}: one problem\\n {2}.*`));
    await expect(cmdb.begin(false)).rejects.toThrow(problem);
    expect(readFileSync(file, "utf8")).toBe(before);
  },
);

test("every row counts, also of machines that nobody asks for; ten problems are named, and how many more there are", async () => {
  const rows = Array.from({ length: 12 }, (_, number) => [inventoryVm(number).vmId, { labelled: "no" }]);
  write(Object.fromEntries(rows));
  const told = await find().catch((error: Error) => error.message);
  expect(told).toMatch(/^CMDB file \S+: 12 problems\n( {2}\S+: labelled must be .*\n){10} {2}and 2 more$/);
});

test.each([
  [{ [vmId]: { Commissioned: true } }, `${vmId}: Commissioned must be written commissioned`],
  [
    { [vmId]: { commissioned: true }, [vmId.toUpperCase()]: {} },
    `${vmId.toUpperCase()}: is the machine ${vmId} a second time; leave one of the two out`,
  ],
  [
    { [vmId]: "commissioned" },
    `${vmId}: must be an object, for example {"name": "web-1", "commissioned": true}, got 'commissioned'`,
  ],
  [{ "web-1": { commissioned: true } }, "web-1: must be a vmId, as Azure has it in properties.vmId"],
  [[1], "must be a JSON object of records by vmId, for example"],
])("%j is refused with what to write", async (rows, problem) => {
  write(rows);
  await expect(find()).rejects.toThrow(problem);
});

test.each([
  ["", "is empty; a CMDB without records is {}"],
  [" \n", "is empty; a CMDB without records is {}"],
  [`{\n  "${vmId}": {"commissioned": tru}\n}`, "line 2, column 60"],
  [`{"${vmId}": {"commissioned": true}, "${vmId}": {}}`, `${vmId}: must not stand twice in one object`],
])("the text %j is refused with where the mistake is", async (text, problem) => {
  writeFileSync(file, text);
  await expect(find()).rejects.toThrow(`CMDB file ${file}`);
  await expect(find()).rejects.toThrow(problem);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("a file that is missing is made by the first run, for its owner alone, and is an error in a later one", async () => {
  const cmdb = new JsonFileCmdb(file);
  const first = (await cmdb.begin(true))!;
  expect(first.what).toBe(`make the file ${file}, because there is none and no machine has a record`);
  expect(await cmdb.find([vm])).toEqual(new Map());
  expect(existsSync(file)).toBe(false);
  await first.write();
  expect([content(), statSync(file).mode & 0o777]).toEqual([{}, 0o600]);
  expect(await new JsonFileCmdb(file).begin(true)).toBeUndefined();
  rmSync(file);
  await expect(new JsonFileCmdb(file).begin(false)).rejects.toThrow(
    `CMDB file ${file}: is missing, although machines have records`,
  );
  for (const call of [() => find(), () => cmdb.find([vm]), () => cmdb.create([vm])])
    await expect(call()).rejects.toThrow("is missing");
  expect(existsSync(file)).toBe(false);
});

test("a first run that finds a file made meanwhile leaves it as it is", async () => {
  const cmdb = new JsonFileCmdb(file);
  const first = (await cmdb.begin(true))!;
  write({ [vmId]: { commissioned: true } });
  await first.write();
  expect((await cmdb.find([vm])).get(vmId)).toMatchObject({ isCommissioned: true });
});

test("a folder that is not there is named before a first run writes anything", async () => {
  const away = path.join(folder, "away", "cmdb.json");
  await expect(new JsonFileCmdb(away).begin(true)).rejects.toThrow(
    `CMDB file ${away}: there is no folder ${path.join(folder, "away")}; make it, or name a file in another one`,
  );
});

test("a file that others may read stays so", async () => {
  write({});
  chmodSync(file, 0o664);
  await new JsonFileCmdb(file).create([vm]);
  expect(statSync(file).mode & 0o777).toBe(0o664);
});
