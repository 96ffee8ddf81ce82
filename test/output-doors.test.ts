import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.dirname(__dirname);

/** What these print is made visible in them. */
const DOORS = ["cli/output.ts", "functions/shared/write-log.ts", "dynamic-providers/pulumi/adapter.ts"];

function sources(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
}

test("only the output modules of the command, the functions and the provider process print", () => {
  const printing = ["core", "clients", "functions", "dynamic-providers", "components", "cli"]
    .flatMap(sources)
    .filter((file) =>
      readFileSync(path.join(ROOT, file), "utf8")
        .split("\n")
        .some(
          (line) =>
            !/^\s*(\*|\/\/)/.test(line) && /process\.std(out|err)\b|\bconsole\.|= console\b/.test(line),
        ),
    );
  expect(printing.sort()).toEqual([...DOORS].sort());
});
