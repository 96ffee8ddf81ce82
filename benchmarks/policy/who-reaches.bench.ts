import { type PolicyFacts, PolicyIndex, whoReaches } from "../../core/policy";
import { databaseOf, tenTimes } from "./world";

/** 50,000 workloads and 500 rule sets of four rules. */
const APPLICATIONS = 500;
/** Against `JSON.parse` of the same collections. */
const MOST_FOR_ONE = 1;
const MOST_FOR_TEN = 2;
/** Ten times the size against the size. */
const MOST_TIMES = 11;
const ROUNDS = 15;

export const title = "who may reach a provider, against JSON.parse of the same collections";

/**
 * Times are of the processor, of all threads, and the middle one of many rounds, in each of which everything is measured
 * once. The time of the size is a tenth of that of ten organisations, one after the other, and ten times the size is the
 * one organisation that has the workloads of all ten: the same objects, as far apart in memory. One organisation again
 * and again would be read from the caches of the processor, where the larger one does not fit, and the ratio would be
 * that of the caches: by itself, a loop that only reads all labels takes 14 times the time then.
 */
export async function run(): Promise<void> {
  const { large, parts } = tenTimes(APPLICATIONS);
  const facts = parts[0]!;
  const texts = Object.values(facts).map((collection) => JSON.stringify(collection));
  const work = {
    parse: () => texts.map((text) => JSON.parse(text) as unknown),
    one: () => answer(facts, [0]),
    ten: () => answer(facts, spread(10, APPLICATIONS)),
    parts: () => {
      for (const [part, some] of parts.entries()) answer(some, [(part + 0.5) * APPLICATIONS]);
    },
    large: () => answer(large, [(parts.length / 2 + 0.5) * APPLICATIONS]),
  };
  const times = measured(work);
  console.log(`${count(facts)}, ${(texts.join("").length / 1e6).toFixed(1)} MB of JSON`);
  console.log(`JSON.parse    ${times.parse.toFixed(0)} ms`);
  report("one provider ", times.one, times.one / times.parse, MOST_FOR_ONE);
  report("ten providers", times.ten, times.ten / times.parse, MOST_FOR_TEN);
  console.log(
    `${count(facts)}, each of ten organisations\none provider  ${(times.parts / 10).toFixed(1)} ms`,
  );
  console.log(count(large));
  report("one provider ", times.large, times.large / (times.parts / 10), MOST_TIMES);
}

/** So many applications, evenly spread. */
function spread(providers: number, apps: number): number[] {
  return Array.from({ length: providers }, (_, index) => (index * apps) / providers);
}

/** The index is made anew each time. */
function answer(facts: PolicyFacts, apps: readonly number[]): void {
  const index = PolicyIndex.of(facts);
  for (const app of apps) {
    const { consumers, denied } = whoReaches(index, {
      provider: { workload: databaseOf(app) },
      ports: [{ protocol: 6, first: 1433, last: 1433 }],
    });
    if (consumers.length < 50 || (app % 10 === 0) !== denied.length > 0)
      throw new Error(`${consumers.length} consumers, ${denied.length} denied`);
  }
}

/** The middle one of the times of each, in milliseconds. */
function measured<Name extends string>(work: Readonly<Record<Name, () => unknown>>): Record<Name, number> {
  const names = Object.keys(work) as Name[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (const name of names) work[name](); // compiled before it is measured
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names) {
      const before = process.cpuUsage();
      work[name]();
      const { user, system } = process.cpuUsage(before);
      times.get(name)!.push((user + system) / 1000);
    }
  const middle = (all: readonly number[]) => [...all].sort((a, b) => a - b)[all.length >> 1]!;
  return Object.fromEntries(names.map((name) => [name, middle(times.get(name)!)])) as Record<Name, number>;
}

function count({ workloads, ruleSets }: PolicyFacts): string {
  return `${workloads.length} workloads, ${[...ruleSets].length} rule sets of four rules`;
}

function report(what: string, milliseconds: number, ratio: number, most: number): void {
  console.log(`${what} ${milliseconds.toFixed(0)} ms, ${ratio.toFixed(2)} times (at most ${most})`);
  if (ratio > most) throw new Error(`${what.trim()}: ${ratio.toFixed(2)} times, at most ${most} are allowed`);
}
