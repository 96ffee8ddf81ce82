import fc from "fast-check";
import {
  EXIT_CODES,
  exitCodeIn,
  hintOf,
  linuxScript,
  windowsScript,
} from "../../../../core/onboarding/ven-script";

const values = {
  pce: { host: "pce.example.com", port: 8443 },
  profileId: "12",
  nonce: "nonce-0001",
  form: "managed",
} as const;

test.each(Object.entries(EXIT_CODES))(
  "the exit code for %s has a hint and stands in the scripts",
  (name, code) => {
    expect(hintOf(code)).toMatch(/^[A-Z].*[^.]$/);
    const ends = new RegExp(`(?:end|Stop-Here|result=|Code = ) ?${code}\\b`);
    expect(linuxScript(values)).toMatch(ends);
    // PowerShell downloads by itself, and has no way to end a tool that hangs.
    if (name !== "noDownloader" && name !== "noStatus") expect(windowsScript(values)).toMatch(ends);
  },
);

test("other exit codes have no hint", () => {
  fc.assert(
    fc.property(fc.integer(), (code) => {
      fc.pre(!Object.values<number>(EXIT_CODES).includes(code));
      expect(hintOf(code)).toBeUndefined();
    }),
  );
});

test("the exit code is read of the last line that has the nonce", () => {
  expect(exitCodeIn("ok\nILO_RC=0 nonce-0001\n", "nonce-0001")).toBe(0);
  expect(exitCodeIn("ILO_RC=0 nonce-0001\r\nILO_RC=44 nonce-0001\r\n\n[stderr]\n", "nonce-0001")).toBe(44);
  expect(exitCodeIn("ILO_RC=0 nonce-0002", "nonce-0001")).toBeUndefined();
  expect(exitCodeIn("ILO_RC= nonce-0001\nsay ILO_RC=0 nonce-0001", "nonce-0001")).toBeUndefined();
  expect(exitCodeIn("This is a sample script", "nonce-0001")).toBeUndefined();
  expect(exitCodeIn("", "")).toBeUndefined();
});
