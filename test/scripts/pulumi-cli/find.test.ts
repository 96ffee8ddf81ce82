import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findPulumi } from "../../../scripts/pulumi-cli";
import { isAtLeast } from "../../../scripts/pulumi-cli/versions";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "find-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function cli(folder: string, version: string, files = ["pulumi", "pulumi-language-nodejs"]): string {
  const bin = path.join(directory, folder);
  mkdirSync(bin, { recursive: true });
  for (const file of files) {
    writeFileSync(path.join(bin, file), `#!/bin/sh\necho ${version}\n`);
    chmodSync(path.join(bin, file), 0o755);
  }
  return bin;
}

function environment(...pathFolders: string[]): NodeJS.ProcessEnv {
  return { HOME: directory, XDG_CACHE_HOME: path.join(directory, "cache"), PATH: pathFolders.join(":") };
}

const quiet = () => {};

test("a search prefers the CLI on PATH to the one in ~/.pulumi", async () => {
  const onPath = cli("some/bin", "v3.259.0");
  cli(".pulumi/bin", "v3.260.0");
  await expect(findPulumi({ environment: environment(onPath), say: quiet })).resolves.toBe(onPath);
});

test("a search takes the newest CLI of ~/.pulumi/versions when PATH has none", async () => {
  cli(".pulumi/versions/3.9.0/bin", "v3.9.0");
  const newest = cli(".pulumi/versions/3.265.0/bin", "v3.265.0");
  await expect(findPulumi({ environment: environment(), say: quiet })).resolves.toBe(newest);
});

test("a search fails with what was tried and what to install when no CLI works", async () => {
  const old = cli("old", "v3.100.0");
  const hostless = cli(".pulumi/bin", "v3.265.0", ["pulumi"]);
  const error = await findPulumi({ environment: environment(old), say: quiet }).catch(
    (e: Error) => e.message,
  );
  expect(error).toContain(`${old}: v3.100.0 is older than 3.216.0`);
  expect(error).toContain(`${hostless}: no pulumi-language-nodejs in it`);
  expect(error).toMatch(/official launcher .*: /);
  expect(error).toContain("build with Go: there is no `go` on PATH");
  expect(error).toContain("Install the CLI");
});

test.each([
  ["v3.259.0", "3.216.0", true],
  ["v3.216.0", "3.216.0", true],
  ["v3.99.9", "3.216.0", false],
  ["v3.260.0-alpha.1", "3.216.0", true],
  ["v4.0.0", "3.216.0", true],
])("the version %s is at least %s: %s", (version, oldest, answer) => {
  expect(isAtLeast(version, oldest)).toBe(answer);
});
