import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { linuxScript, windowsScript } from "../../../../core/onboarding/ven-script";
import { powerShellText, shellText } from "../../../../core/onboarding/ven-script/quoted-text";
import { anyCharacter } from "../../../support/any-character";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-quoted-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Texts that mean something to a shell or to PowerShell. */
const hostile = fc.oneof(
  fc.string({
    unit: fc.oneof(anyCharacter, fc.constantFrom(..."'\"`$(){};&|<>\\\n\r !#*?~\u2018\u2019\u201a\u201b%")),
  }),
  fc.constantFrom(
    "'; touch pwned; '",
    "$(touch pwned)",
    "`touch pwned`",
    "\\'; touch pwned #",
    "\u2019; New-Item pwned; \u2019",
    "a\n'\ntouch pwned\n'",
    "-rf",
    "--help",
    "",
  ),
);
const withoutZero = hostile.map((text) => text.replaceAll("\0", ""));

test("a shell reads every text as one word that is that text", () => {
  fc.assert(
    fc.property(fc.array(withoutZero, { minLength: 1, maxLength: 20 }), (texts) => {
      const file = path.join(folder, "script.sh");
      writeFileSync(file, `printf '%s\\000' ${texts.map(shellText).join(" ")}\n`);
      const read = execFileSync("/bin/sh", [file], { cwd: folder, encoding: "utf8" });
      expect(read).toBe(texts.map((text) => `${text}\0`).join(""));
    }),
    { numRuns: 60 },
  );
});

/** Reads the text of PowerShell that begins at the start, by its rules; also what stands behind it. */
function readPowerShell(text: string): { value: string; rest: string } {
  const isQuote = (character: string | undefined) =>
    character !== undefined && "'\u2018\u2019\u201a\u201b".includes(character);
  expect(isQuote(text[0])).toBe(true);
  let value = "";
  for (let at = 1; ; at++) {
    if (at >= text.length) throw new Error("the text does not end");
    if (!isQuote(text[at])) value += text[at];
    else if (!isQuote(text[at + 1])) return { value, rest: text.slice(at + 1) };
    else value += text[at++];
  }
}

test("PowerShell's rules read every text as that text, and nothing of it stands behind", () => {
  fc.assert(
    fc.property(withoutZero, (text) => {
      expect(readPowerShell(`${powerShellText(text)}\n`)).toEqual({ value: text, rest: "\n" });
    }),
  );
});

test("a zero character is refused", () => {
  for (const quoted of [shellText, powerShellText])
    expect(() => quoted("a\0b")).toThrow(
      'A script cannot hold the zero character of "a\\u0000b": correct the setting',
    );
});

const values = {
  pce: { host: "pce.example.com", port: 8443 },
  profileId: "12",
  nonce: "nonce-0001",
  form: "managed",
} as const;

test("whatever the settings hold, the script for Linux calls curl with them and does nothing else with them", () => {
  const calls = path.join(folder, "calls");
  const tools = path.join(folder, "tools");
  execFileSync("mkdir", ["-p", tools]);
  writeFileSync(
    path.join(tools, "curl"),
    `#!/bin/sh\nprintf '%s\\000' "$@" > '${calls}'\nwhile [ $# -gt 0 ]; do [ "$1" = --cacert ] && cat "$2" > '${calls}.ca'; shift; done\nexit 60\n`,
    { mode: 0o755 },
  );
  fc.assert(
    fc.property(withoutZero, withoutZero, withoutZero, (caCertificate, profileId, scriptVersion) => {
      const text = linuxScript({ ...values, caCertificate, profileId, scriptVersion })
        .replaceAll("/opt/", `${folder}/opt/`)
        .replaceAll(" /etc/", ` ${folder}/etc/`);
      const file = path.join(folder, "whole.sh");
      writeFileSync(file, text);
      writeFileSync(`${calls}.ca`, "");
      expect(() =>
        execFileSync("/bin/sh", [file], {
          cwd: folder,
          stdio: "pipe",
          env: { PATH: `${tools}:${process.env["PATH"]}`, ILLUMIO_ACTIVATION_CODE: "f00d" },
        }),
      ).toThrow(/certificate|cannot be downloaded/);
      const called = readFileSync(calls, "utf8").split("\0").slice(0, -1);
      const query = `pair_script=pair.sh&profile_id=${encodeURIComponent(profileId)}`;
      expect(called.at(-1)).toBe(
        `https://pce.example.com:8443/api/${encodeURIComponent(scriptVersion)}/software/ven/image?${query}`,
      );
      const ca = caCertificate.replaceAll("\r\n", "\n").trim();
      expect(called.includes("--cacert")).toBe(ca !== "");
      expect(readFileSync(`${calls}.ca`, "utf8")).toBe(ca === "" ? "" : `\n${ca}\n`);
      expect(() => readFileSync(path.join(folder, "pwned"))).toThrow("ENOENT");
    }),
    { numRuns: 40 },
  );
});

test.each([
  [
    { pce: { host: "pce.example.com;reboot", port: 8443 } },
    /^The host of the PCE of the VEN's script is 'pce.example.com;reboot'; it must be a host name/,
  ],
  [{ pce: { host: "pce.example.com", port: 0 } }, /^The port of the PCE of the VEN's script is '0'/],
  [{ checksum: "abc" }, /^The checksum .* 'abc'; it must be 64 hexadecimal digits/],
  [{ nonce: "a b" }, /^The nonce /],
  [{ pauseInSeconds: 0.5 }, /^The pause /],
  [
    { proxyUrl: "http://user:secret@proxy:3128" },
    /^The proxy of the VEN's script must look like (?!.*secret)/,
  ],
  [{ proxyUrl: "proxy:3128" }, /^The proxy /],
  [{ proxyUrl: "http://proxy:3128/$(reboot)" }, /^The proxy /],
])("a setting that cannot work is refused: %j", (wrong, message) => {
  for (const make of [linuxScript, windowsScript])
    expect(() => make({ ...values, ...wrong })).toThrow(message);
});

test("an IPv6 address of the PCE stands in brackets", () => {
  const text = linuxScript({ ...values, pce: { host: "fd00::1", port: 8443 } });
  expect(text).toContain("pce='[fd00::1]:8443'\nurl='https://[fd00::1]:8443/api/v18/");
});
