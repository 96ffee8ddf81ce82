import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PRELOAD } from "../../../../sandbox/azure/storage/azurite/preload";

test("Azurite's process ends, and its directory goes, when its parent is killed", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "azurite-preload-"));
  const preload = path.join(directory, "preload.cjs");
  const store = path.join(directory, "store.cjs");
  writeFileSync(preload, PRELOAD);
  writeFileSync(store, "exports.default = class {};");
  const parent = spawn(
    process.execPath,
    [
      "-e",
      `const child = require("node:child_process").spawn(
         process.execPath, ["--require", ${JSON.stringify(preload)}, "-e", "setInterval(() => {}, 1000)"],
         { stdio: ["ignore", "ignore", "ignore", "ipc"], env: { AZURITE_ACCOUNT_STORE: ${JSON.stringify(store)} } });
       child.on("message", () => console.log(child.pid));
       child.send({ account: "one", keys: null });`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once("data", (text: Buffer) => resolve(Number(text)));
  });
  expect(isRunning(pid)).toBe(true);
  parent.kill("SIGKILL");
  while (isRunning(pid) || existsSync(directory)) await new Promise((resolve) => setImmediate(resolve));
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
