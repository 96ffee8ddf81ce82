import { readFileSync } from "node:fs";
import path from "node:path";
import { EXIT_CODES } from "../../core/onboarding/ven-script";

const page = readFileSync(path.resolve(__dirname, "../../docs/ven-installation.md"), "utf8");

test("docs/ven-installation.md has every exit code of the scripts, and no other", () => {
  const codes = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual([0, ...Object.values(EXIT_CODES)]);
});
