import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const DEMO = path.resolve(__dirname, "../../dist/scripts/demo-dag.js");

const EXAMPLE = path.resolve(__dirname, "../../examples/palo-alto-dag");
const OWN = path.join(EXAMPLE, "Pulumi.sandbox.yaml");

beforeAll(() => writeFileSync(OWN, "# the reader's own\n", { flag: "wx" }));
afterAll(() => rmSync(OWN));

test("the demo of the firewall shows what moves, changes nothing twice and leaves nothing behind", async () => {
  const { stdout } = await run(process.execPath, [DEMO], { maxBuffer: 16e6 });
  expect(stdout).toContain("web: +1 -1 = 2   tag illumio-iac.web on edge, vsys1");
  expect(stdout).toMatch(/\+ 10\.20\.1\.99 {2}web-2\n\s+- 10\.20\.1\.12 {2}no workload/);
  expect(stdout).toContain("tags of 10.20.1.11 on edge: quarantine, illumio-iac.web");
  for (const line of ["db: committed by job 1", "web: committed by job 1"]) expect(stdout).toContain(line);
  expect(stdout).toContain("branches: committed by job 1, branches pushed by job 2");
  expect(stdout).toMatch(/007951000001002 behind hq +web-prod +10\.20\.1\.11,10\.20\.1\.99/);
  expect(stdout).toContain("10 unchanged");
  expect(stdout).toContain("The firewalls are as they were.");
  expect(readFileSync(OWN, "utf8")).toBe("# the reader's own\n");
}, 240_000);
