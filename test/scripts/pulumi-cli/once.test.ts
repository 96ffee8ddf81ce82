import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Lock } from "../../../scripts/pulumi-cli/lock";
import { makeOnce } from "../../../scripts/pulumi-cli/once";

const run = promisify(execFile);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "once-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const wholeWhen = (file: string) => async () => existsSync(file);

test("two callers at once make the folder once, and the second waits for the first", async () => {
  const target = path.join(directory, "thing");
  const file = path.join(target, "made");
  let made = 0;
  let waited = 0;
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const make = async (partial: string) => {
    made += 1;
    await gate;
    writeFileSync(path.join(partial, "made"), "yes");
  };
  const first = makeOnce(target, wholeWhen(file), make);
  const second = makeOnce(target, wholeWhen(file), make, () => {
    waited += 1;
    release();
  });
  await Promise.all([first, second]);
  expect({ made, waited, text: readFileSync(file, "utf8") }).toEqual({ made: 1, waited: 1, text: "yes" });
});

test("a half-made folder is replaced", async () => {
  const target = path.join(directory, "thing");
  mkdirSync(target);
  writeFileSync(path.join(target, "half"), "");
  const file = path.join(target, "made");
  await makeOnce(target, wholeWhen(file), async (partial) =>
    writeFileSync(path.join(partial, "made"), "yes"),
  );
  expect([existsSync(file), existsSync(path.join(target, "half"))]).toEqual([true, false]);
});

/** A lock whose holder has not been heard of for two minutes, and what it had made so far. */
function leftByADeadProcess(target: string): void {
  mkdirSync(`${target}.making`);
  writeFileSync(path.join(`${target}.making`, "dead"), "");
  const longAgo = new Date(Date.now() - 120_000);
  utimesSync(path.join(`${target}.making`, "dead"), longAgo, longAgo);
  mkdirSync(`${target}.partial-dead`);
}

test("the lock of a process that died is taken over, and its half-made folder is removed", async () => {
  const target = path.join(directory, "thing");
  leftByADeadProcess(target);
  const file = path.join(target, "made");
  await makeOnce(target, wholeWhen(file), async (partial) =>
    writeFileSync(path.join(partial, "made"), "yes"),
  );
  expect([existsSync(file), readdirSync(directory)]).toEqual([true, ["thing"]]);
});

test("one of five processes makes the folder when they find the lock of a dead one, and the others use it", async () => {
  const target = path.join(directory, "thing");
  leftByADeadProcess(target);
  const script = `
    const { makeOnce } = require(process.argv[1]);
    const fs = require("node:fs");
    const [target, log] = process.argv.slice(2);
    makeOnce(target, async () => fs.existsSync(target + "/made"), async (partial) => {
      fs.appendFileSync(log, "made\\n");
      fs.writeFileSync(partial + "/made", "yes");
    }).then(() => process.stdout.write(fs.readFileSync(target + "/made", "utf8")));`;
  const log = path.join(directory, "log");
  const built = path.resolve(__dirname, "../../../dist/scripts/pulumi-cli/once.js");
  const started = Array.from({ length: 5 }, () => run(process.execPath, ["-e", script, built, target, log]));
  const printed = (await Promise.all(started)).map(({ stdout }) => stdout);
  expect(printed).toEqual(["yes", "yes", "yes", "yes", "yes"]);
  expect(readFileSync(log, "utf8")).toBe("made\n");
  expect(readdirSync(directory).sort()).toEqual(["log", "thing"]);
});

test("a caller that was evicted during its work leaves the folder to the one that took over", async () => {
  const target = path.join(directory, "thing");
  const file = path.join(target, "made");
  const takenOver = async (partial: string) => {
    const [holder] = readdirSync(`${target}.making`);
    new Lock(`${target}.making`).evict(holder as string);
    mkdirSync(target);
    writeFileSync(file, "by the other");
    writeFileSync(path.join(partial, "made"), "by the first");
  };
  await makeOnce(target, wholeWhen(file), takenOver);
  expect(readFileSync(file, "utf8")).toBe("by the other");
  expect(readdirSync(directory)).toEqual(["thing"]);
});

test("a failed attempt leaves neither folder nor lock", async () => {
  const target = path.join(directory, "thing");
  const attempt = makeOnce(
    target,
    async () => false,
    async () => Promise.reject(new Error("no disk")),
  );
  await expect(attempt).rejects.toThrow("no disk");
  expect(readdirSync(directory)).toEqual([]);
});
