import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(__dirname, "../..");
const textOf = (file: string) => readFileSync(path.join(root, file), "utf8");

/** Chapters that a script calls. */
const chapters = (script: string) =>
  [...textOf(`scripts/${script}`).matchAll(/\b(\w+Chapter)\(/g)].map(([, name]) => name!);

test("every demo has its script in package.json, and npm run demo -- --all has the chapters of every other one", () => {
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  const alone = readdirSync(path.join(root, "scripts")).filter((file) => /^demo-.*\.ts$/.test(file));
  expect(alone).toContain("demo-onboarding.ts");
  for (const file of alone) {
    const name = file.slice("demo-".length, -".ts".length);
    expect(scripts[`demo:${name}`]).toMatch(new RegExp(`node dist/scripts/demo-${name}\\.js$`));
  }
  const called = alone.flatMap(chapters);
  expect(called).toHaveLength(alone.length);
  expect(chapters("demo.ts")).toEqual(expect.arrayContaining(called));
});
