import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Where a widely used tool for the same job goes wrong, 1 to 18; the name of each test says what is right. */
const ROWS = 18;

test("every known defect of the other tool has exactly one test", () => {
  const files = readdirSync(__dirname).filter((file) => file.endsWith(".test.ts"));
  const rows = files.flatMap((file) =>
    [...readFileSync(path.join(__dirname, file), "utf8").matchAll(/^test\("D(\d+): /gm)].map(([, row]) =>
      Number(row),
    ),
  );
  expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
});
