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
  expect(stdout).toMatch(/10\.20\.1\.11 +quarantine, illumio-iac\.web/);
  expect(stdout).toContain("9 unchanged");
  expect(stdout).toContain("The firewall is as it was.");
  expect(readFileSync(OWN, "utf8")).toBe("# the reader's own\n");
}, 240_000);
