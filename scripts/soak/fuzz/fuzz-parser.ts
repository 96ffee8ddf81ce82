import { type Random, seededRandom } from "illumio-iac-sandbox/http";
import { IllumioIacError } from "../../../core/errors";
import type { FuzzParser, FuzzTarget } from "./fuzz-target";
import { mutate } from "./mutate";
import { shrink } from "./shrink";
import type { Watchdog } from "./watchdog";

/** Longest that one input may take, on a busy machine; inputs have 400 kB at most. */
const SLOW_IN_MS = 2_000;
/** A slow input is read again, because the machine may have been busy. */
const SLOW_READINGS = 3;
/** How much the process may grow while one parser is tried. */
const GROWTH_IN_BYTES = 700 * 1024 * 1024;
/** Findings of one parser that are shown; they mostly have few causes. */
const MOST_FINDINGS = 5;
const BASE64_SHOWN = 2_000;

export interface FuzzOutcome {
  readonly inputs: number;
  /** Number of inputs that were refused with an error of ours. */
  readonly refused: number;
  /** One text per finding: what happened, and the input. */
  readonly findings: readonly string[];
}

/** The input with a number: the same for the same seed, whatever was tried before. */
export function inputOf(target: FuzzTarget, seed: number, number: number): Buffer {
  const seeds = target.seeds.map((text) => Buffer.from(text));
  return mutate(seeds, target.words ?? [""], seededRandom(seed, `${target.name} ${number}`));
}

/** Gives a parser mutated inputs and checks what it throws, how long it takes and how much memory it needs. */
export async function fuzzParser(
  target: FuzzTarget,
  { seed, inputs, watchdog }: { seed: number; inputs: number; watchdog?: Watchdog },
): Promise<FuzzOutcome> {
  const parser = await target.open();
  const findings = new Map<string, string>();
  let refused = 0;
  let number = 0;
  try {
    let most = process.memoryUsage.rss() + GROWTH_IN_BYTES;
    for (; number < inputs && findings.size < MOST_FINDINGS; number++) {
      const input = inputOf(target, seed, number);
      const name = `${target.name}, seed ${seed}, input ${number}`;
      watchdog?.begin(name);
      const read = (bytes: Buffer) => problemOf(parser, bytes, () => seededRandom(seed, name));
      const problem = await read(input);
      if (problem === REFUSED) refused++;
      else if (problem !== undefined && !findings.has(keyOf(problem))) {
        const key = keyOf(problem);
        const small = await shrink(input, async (bytes) => {
          watchdog?.begin(`${name}, shrunk to ${shown(bytes)}`);
          const again = await read(bytes);
          return again instanceof Error && keyOf(again) === key;
        });
        findings.set(key, `${name}: ${textOf(problem)}\n  ${shown(small)}`);
      }
      if (number % 64 === 0 && process.memoryUsage.rss() > most) {
        findings.set("memory", `${name}: the process grew by more than ${GROWTH_IN_BYTES} bytes`);
        most = Number.POSITIVE_INFINITY;
      }
    }
  } finally {
    watchdog?.rest();
    await parser.close?.();
  }
  return { inputs: number, refused, findings: [...findings.values()] };
}

const REFUSED = Symbol("refused with an error of ours");

/** What is wrong with how the parser took an input. */
async function problemOf(
  parser: FuzzParser,
  input: Buffer,
  random: () => Random,
): Promise<Error | typeof REFUSED | undefined> {
  let outcome: Error | typeof REFUSED | undefined;
  for (let reading = 1; ; reading++) {
    const started = performance.now();
    outcome = await outcomeOf(parser, input, random());
    const took = performance.now() - started;
    if (took < SLOW_IN_MS) return outcome;
    if (reading === SLOW_READINGS) return new Error(`${input.length} bytes took ${Math.round(took)} ms`);
  }
}

async function outcomeOf(
  parser: FuzzParser,
  input: Buffer,
  random: Random,
): Promise<Error | typeof REFUSED | undefined> {
  let forgotten: unknown;
  const listen = (reason: unknown) => {
    forgotten = reason;
  };
  let outcome: Error | typeof REFUSED | undefined;
  process.on("unhandledRejection", listen);
  try {
    const reading = parser.read(Buffer.from(input), random);
    if (reading instanceof Promise)
      await reading.finally(() => new Promise((resolve) => setImmediate(resolve)));
  } catch (error) {
    if (error instanceof IllumioIacError) outcome = REFUSED;
    else outcome = error instanceof Error ? error : new Error(`threw ${String(error)}, which is no error`);
  } finally {
    process.off("unhandledRejection", listen);
  }
  if (forgotten === undefined) return outcome;
  return new Error(`an error that nobody waits for would end the process: ${String(forgotten)}`);
}

/** Findings of one cause have the same key: digits and quoted parts of the message do not count. */
function keyOf(problem: Error | typeof REFUSED): string {
  if (problem === REFUSED) return "";
  const place = problem.stack?.split("\n").find((line) => line.includes(" at ")) ?? "";
  const message = problem.message.replaceAll(/\d+/g, "0").replaceAll(/"[^"]*"|'[^']*'/g, "…");
  return `${problem.name} ${message.slice(0, 40)} ${place.replace(/:\d+:\d+/, "")}`;
}

function textOf(problem: Error | typeof REFUSED): string {
  if (problem === REFUSED) return "";
  const places = problem.stack?.split("\n").filter((line) => line.includes(" at ")) ?? [];
  return `${problem.name}: ${problem.message.slice(0, 500)}\n${places.slice(0, 4).join("\n")}`;
}

function shown(input: Buffer): string {
  const text = JSON.stringify(input.toString("latin1", 0, 200));
  const base64 = input.toString("base64");
  const cut = base64.length > BASE64_SHOWN ? `${base64.slice(0, BASE64_SHOWN)}… (cut)` : base64;
  return `${input.length} bytes, beginning ${text}, base64 ${cut}`;
}
