import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(path.join(os.tmpdir(), "bin-"));
  cpSync(path.resolve(__dirname, "../../bin"), path.join(checkout, "bin"), { recursive: true });
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

/** Exit code and standard error of the command in the checkout, which has this `dist/cli/main.js`. */
function command(main?: string): [number | null, string] {
  if (main !== undefined) {
    mkdirSync(path.join(checkout, "dist/cli"), { recursive: true });
    writeFileSync(path.join(checkout, "dist/cli/main.js"), main);
  }
  const { status, stderr } = spawnSync(process.execPath, [path.join(checkout, "bin/illumio-iac.js")], {
    encoding: "utf8",
  });
  return [status, stderr];
}

test("a checkout that is not built says in one line what to run", () => {
  expect(command()).toEqual([
    1,
    `illumio-iac is not built in ${checkout}: run \`npm ci && npm run build\` there.\n`,
  ]);
});

test("a checkout without its packages says in one line what to run", () => {
  expect(command('require("no-such-package")')).toEqual([
    1,
    "illumio-iac is not installed whole (Cannot find module 'no-such-package'): " +
      "run `npm ci` and, in a checkout, `npm run build`.\n",
  ]);
});

test("a checkout that fails to start for any other reason shows the stack", () => {
  const [status, text] = command('throw new Error("odd")');
  expect(status).toBe(1);
  expect(text).toMatch(/Error: odd\n\s+at /);
});
