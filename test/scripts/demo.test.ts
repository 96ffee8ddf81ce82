import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findPulumi } from "../../scripts/pulumi-cli";

jest.setTimeout(240_000);

const DEMO = path.resolve(__dirname, "../../dist/scripts/demo.js");
const EXAMPLE = path.resolve(__dirname, "../../examples/aws-visibility");

let directory: string;
let real: string;
beforeAll(async () => {
  real = await findPulumi();
});
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "demo-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the demo for two minutes of traffic; `wrapper` are lines of a shell that come before the real CLI's. */
async function demo(wrapper = ""): Promise<{ code: number; stdout: string; stderr: string; left: string[] }> {
  const bin = path.join(directory, "bin");
  const temporary = path.join(directory, "tmp");
  for (const folder of [bin, temporary]) mkdirSync(folder);
  const script = `#!/bin/sh\n${wrapper}\nexec ${real}/\${0##*/} "$@"\n`;
  for (const file of ["pulumi", "pulumi-language-nodejs"]) {
    writeFileSync(path.join(bin, file), script, { mode: 0o755 });
  }
  const before = readdirSync(EXAMPLE);
  const env = { ...process.env, PATH: `${bin}:${process.env["PATH"]}`, TMPDIR: temporary };
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>(
    (resolve) =>
      execFile(process.execPath, [DEMO, "--minutes", "2"], { env, maxBuffer: 16e6 }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), stdout: out, stderr: err }),
      ),
  );
  const files = readdirSync(EXAMPLE).filter((file) => !before.includes(file));
  return { code, stdout, stderr, left: [...files, ...readdirSync(temporary).filter(isOurs)] };
}

/** The CLI and Node have caches of their own there. */
const isOurs = (name: string) => name.startsWith("illumio-iac");

test("the demo prints who talks to whom, misses no opening, removes everything and exits with 0", async () => {
  const { code, stdout, stderr, left } = await demo();
  expect({ code, stderr, left }).toEqual({ code: 0, stderr: "", left: [] });
  expect(stdout).toContain("created: 18 labels, 24 unmanaged workloads, 30 cloud resources");
  expect(stdout).toMatch(/from +to +ports +flows\n/);
  expect(stdout).toMatch(/web +app +50051\/tcp/);
  expect(stdout).toMatch(/\d+ connections found, \d+ missed, \d+ reversed, 0 invented/);
  expect(stdout).toContain("77 unchanged");
  expect(stdout).toContain("The PCE and the account are as they were.");
});

test("a step that fails ends the demo with what the CLI printed, exit code 1 and nothing left on the machine", async () => {
  const { code, stderr, left } = await demo('[ "$1" = up ] && { echo "no such luck"; exit 255; }');
  expect({ code, left }).toEqual({ code: 1, left: [] });
  expect(stderr).toContain("pulumi up --skip-preview --yes exited with 255:\nno such luck");
});

test("the demo names what is left in the PCE and in the account, and exits with 1", async () => {
  const { code, stdout, left } = await demo(
    '[ "$1" = destroy ] && exit 0\n[ "$1 $2" = "stack rm" ] && exit 0',
  );
  expect({ code, left }).toEqual({ code: 1, left: [] });
  expect(stdout).toMatch(/== Problems\n {3}left behind: labels app=/);
  expect(stdout).toContain("left behind: workloads db-1 (");
  expect(stdout).toContain("left behind: resources AWS::Lambda::Function ");
  expect(stdout).not.toContain("as they were");
});
