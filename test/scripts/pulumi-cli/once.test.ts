import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { makeOnce } from "../../../scripts/pulumi-cli/once";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "once-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const wholeWhen = (file: string) => async () => existsSync(file);

test("two that want the folder at once make it once, and the second waits for the first", async () => {
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

test("the lock of a process that died is taken over", async () => {
  const target = path.join(directory, "thing");
  const lock = `${target}.lock`;
  writeFileSync(lock, "999999");
  const longAgo = new Date(Date.now() - 120_000);
  utimesSync(lock, longAgo, longAgo);
  const file = path.join(target, "made");
  await makeOnce(target, wholeWhen(file), async (partial) =>
    writeFileSync(path.join(partial, "made"), "yes"),
  );
  expect([existsSync(file), existsSync(lock)]).toEqual([true, false]);
});

test("a failed attempt leaves neither folder nor lock", async () => {
  const target = path.join(directory, "thing");
  const attempt = makeOnce(
    target,
    async () => false,
    async () => Promise.reject(new Error("no disk")),
  );
  await expect(attempt).rejects.toThrow("no disk");
  expect([existsSync(target), existsSync(`${target}.lock`)]).toEqual([false, false]);
});
