import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** A benchmark is a file `<folder>/<name>.bench.ts` that exports `title` and `run`, which prints a table. */
interface Benchmark {
  readonly title: string;
  readonly run: () => Promise<void>;
}

const ENDING = ".bench.js";

/** Every benchmark, by its name on the command line. */
function benchmarkFiles(): Map<string, string> {
  const folders = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = folders.flatMap(({ name }) =>
    readdirSync(path.join(__dirname, name))
      .filter((file) => file.endsWith(ENDING))
      .map((file): [string, string] => [
        `${name}/${file.slice(0, -ENDING.length)}`,
        path.join(__dirname, name, file),
      ]),
  );
  return new Map(files.filter(([, file]) => existsSync(sourceOf(file))));
}

/** A file that was deleted stays in dist until it is built from scratch. */
function sourceOf(file: string): string {
  return path.join(__dirname, "../..", "benchmarks", path.relative(__dirname, file).replace(/\.js$/, ".ts"));
}

async function main(args: readonly string[]): Promise<number> {
  const all = benchmarkFiles();
  if (args[0] === "--run") {
    const { title, run } = require(all.get(args[1]!)!) as Benchmark;
    console.log(`\n${args[1]}: ${title}\n`);
    await run();
    return 0;
  }
  const wanted = args.length === 0 ? [...all.keys()] : args;
  const unknown = wanted.filter((name) => !all.has(name));
  if (unknown.length > 0) {
    console.error(`no benchmark "${unknown.join('", "')}". There are: ${[...all.keys()].join(", ")}`);
    return 2;
  }
  const failed = wanted.filter(
    (name) => spawnSync(process.execPath, [__filename, "--run", name], { stdio: "inherit" }).status !== 0,
  );
  if (failed.length > 0) console.error(`\nfailed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
