import { readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { heading, say } from "./demo/say";
import type { Soak } from "./soak/soak";

const FOLDER = path.join(__dirname, "soak");
const ENDING = ".soak.js";
const USAGE = `npm run soak [-- [--short] [--seed NUMBER] [NAME ...]]

Long runs under faults, kills and mutated input. Each prints its figures; the exit code is 1 when one failed.`;

/** Every soak run, by its name on the command line. */
function soakNames(): string[] {
  const names = readdirSync(FOLDER).filter((file) => file.endsWith(ENDING));
  return names.map((file) => file.slice(0, -ENDING.length)).sort();
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      short: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    say(`${USAGE}\n\nNames: ${soakNames().join(", ")}`);
    return 0;
  }
  const seed = Number(values.seed);
  const unknown = positionals.filter((name) => !soakNames().includes(name));
  if (!Number.isSafeInteger(seed) || unknown.length > 0) {
    const wrong = unknown.length > 0 ? `no soak run "${unknown.join('", "')}"` : `--seed ${values.seed}`;
    console.error(`${wrong}. There are: ${soakNames().join(", ")}; a seed is a whole number`);
    return 2;
  }
  let failed = 0;
  for (const name of positionals.length === 0 ? soakNames() : positionals) {
    const { title, run } = require(path.join(FOLDER, `${name}${ENDING}`)) as Soak;
    heading(`${name}: ${title}`);
    const started = Date.now();
    try {
      const figures = await run({
        size: values.short ? "short" : "long",
        seed,
        say: (line) => say(`   … ${line}`),
      });
      for (const [figure, value] of Object.entries(figures)) say(`   ${figure}: ${value}`);
    } catch (error) {
      failed += 1;
      say(`   FAILED: ${(error as Error).stack}`);
    }
    say(`   ${Math.round((Date.now() - started) / 1000)} s`);
  }
  return failed === 0 ? 0 : 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
