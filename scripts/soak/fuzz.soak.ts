import { fuzzParser } from "./fuzz/fuzz-parser";
import { FUZZ_TARGETS } from "./fuzz/targets";
import { Watchdog } from "./fuzz/watchdog";
import type { Figures, SoakOptions } from "./soak";

export const title =
  "every parser reads a million mutated inputs, and refuses with errors of ours or counts everything";

const INPUTS = { short: 5_000, long: 1_000_000 };
const HANGS_IN_MS = 30_000;

/** @throws Error that lists the findings, each with the input that shows it */
export async function run({ size, seed, say }: SoakOptions): Promise<Figures> {
  const watchdog = new Watchdog(HANGS_IN_MS);
  const weights = FUZZ_TARGETS.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const findings: string[] = [];
  const figures: Record<string, number | string> = {};
  let total = 0;
  const started = performance.now();
  try {
    for (const target of FUZZ_TARGETS) {
      const inputs = Math.ceil((INPUTS[size] * (target.weight ?? 1)) / weights);
      const begun = performance.now();
      const outcome = await fuzzParser(target, { seed, inputs, watchdog });
      const seconds = (performance.now() - begun) / 1_000;
      total += outcome.inputs;
      findings.push(...outcome.findings);
      figures[target.name] =
        `${outcome.inputs} inputs, ${outcome.refused} refused, ${outcome.findings.length} findings, ${seconds.toFixed(1)} s`;
      say(`${target.name}: ${figures[target.name]}`);
    }
  } finally {
    await watchdog.close();
  }
  if (findings.length > 0)
    throw new Error(`${findings.length} findings in ${total} inputs:\n\n${findings.join("\n\n")}`);
  return { inputs: total, seconds: Math.round((performance.now() - started) / 1_000), ...figures };
}
