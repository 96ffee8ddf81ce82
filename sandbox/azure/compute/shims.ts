import { accessSync, constants } from "node:fs";
import path from "node:path";

export interface ShimSettings {
  readonly root: string;
  /** Source of the expression that finds the machine's own folders in a text. */
  readonly ownPath: string;
  /** The file with the certificates that the machine trusts. */
  readonly bundle: string;
  /** Where downloaded scripts are kept as they came, by the checksum of what was made of them. */
  readonly originals: string;
  readonly computerName: string;
  readonly architecture: "x64" | "Arm64";
}

/**
 * Commands of a simulated machine by name. `curl` is the real one; scripts that it brings have their paths put under the
 * machine's root. `sha256sum` says the checksum of such a script as it came. The others answer for the machine.
 */
export function shims(settings: ShimSettings): Record<string, string> {
  const real = (name: string) => commandOf(name) ?? `/usr/bin/${name}`;
  const node = (file: string) => `#!/bin/sh\nexec "${process.execPath}" "$(dirname "$0")/${file}" "$@"\n`;
  const head = `"use strict";\nconst settings = ${JSON.stringify({ ...settings, curl: real("curl"), sha256sum: real("sha256sum") })};\n`;
  const machine = settings.architecture === "Arm64" ? "aarch64" : "x86_64";
  return {
    curl: node("curl.js"),
    "curl.js": head + CURL,
    sha256sum: node("sha256sum.js"),
    "sha256sum.js": head + SHA256SUM,
    hostname: `#!/bin/sh\ncase "\${1:-}" in\n  -I) awk '{ printf "%s ", $2 }' "${settings.root}/etc/illumio-sandbox/interfaces"; echo ;;\n  *) echo "${settings.computerName}" ;;\nesac\n`,
    id: `#!/bin/sh\nif [ "\${1:-}" = -u ] && [ $# -eq 1 ]; then echo 0; else exec "${real("id")}" "$@"; fi\n`,
    uname: `#!/bin/sh\ncase "\${1:-}" in\n  -m) echo ${machine} ;;\n  '' | -s) echo Linux ;;\n  -n) echo "${settings.computerName}" ;;\n  *) exec "${real("uname")}" "$@" ;;\nesac\n`,
  };
}

function commandOf(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder));
  return folders
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** They are text, because they run as files beside the machine's root, without a build step and without this package. */
const CURL = String.raw`
const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const digest = (body) => createHash("sha256").update(body).digest("hex");

function inside(body) {
  if (body.subarray(0, 2).toString("latin1") !== "#!") return body;
  const pattern = new RegExp(settings.ownPath, "g");
  const changed = Buffer.from(body.toString("utf8").replace(pattern, (_all, folder) => settings.root + "/" + folder));
  fs.mkdirSync(settings.originals, { recursive: true });
  fs.writeFileSync(path.join(settings.originals, digest(changed)), body);
  return changed;
}

const given = process.argv.slice(2);
const files = given.flatMap((one, index) => {
  if (one === "--output" || /^-[A-Za-z]*o$/.test(one)) return [given[index + 1]];
  return /^-o./.test(one) ? [one.slice(2)] : [];
});
const env = { CURL_CA_BUNDLE: settings.bundle, ...process.env };
const isWritten = files.length > 0;
const run = spawnSync(settings.curl, given, {
  env,
  maxBuffer: 256 * 1024 * 1024,
  stdio: ["inherit", isWritten ? "inherit" : "pipe", "inherit"],
});
if (run.error) {
  process.stderr.write("curl: " + run.error.message + "\n");
  process.exit(127);
}
for (const file of files) {
  if (file === "-" || !fs.existsSync(file) || !fs.statSync(file).isFile()) continue;
  const body = fs.readFileSync(file);
  const changed = inside(body);
  if (changed !== body) fs.writeFileSync(file, changed);
}
if (!isWritten) fs.writeSync(1, inside(run.stdout));
process.exit(run.status === null ? 1 : run.status);
`;

const SHA256SUM = String.raw`
const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const given = process.argv.slice(2);
if (given.some((one) => one.startsWith("-") && one !== "-")) {
  process.exit(spawnSync(settings.sha256sum, given, { stdio: "inherit" }).status ?? 1);
}
for (const name of given.length === 0 ? ["-"] : given) {
  const digest = (body) => createHash("sha256").update(body).digest("hex");
  const found = digest(fs.readFileSync(name === "-" ? 0 : name));
  const original = path.join(settings.originals, found);
  process.stdout.write((fs.existsSync(original) ? digest(fs.readFileSync(original)) : found) + "  " + name + "\n");
}
`;
