import { type PolicyFacts, PolicyIndex, whoReaches } from "../../core/policy";
import { databaseOf, policyFacts } from "./world";

/** 50,000 workloads and 500 rule sets of four rules, and ten times that. */
const APPLICATIONS = [500, 5_000] as const;
/** Against `JSON.parse` of the same collections. */
const MOST_FOR_ONE = 1;
const MOST_FOR_TEN = 2;
/** Ten times the size against the size. */
const MOST_TIMES = 11;
const ROUNDS = 10;

export const title = "who may reach a provider, against JSON.parse of the same collections";

export async function run(): Promise<void> {
  const facts = policyFacts(APPLICATIONS[0]);
  const texts = Object.values(facts).map((collection) => JSON.stringify(collection));
  const parse = () => texts.map((text) => JSON.parse(text) as unknown);
  answer(facts, 1); // compiled before it is measured
  const parsed = fastest(parse);
  const one = fastest(() => answer(facts, 1));
  const ten = fastest(() => answer(facts, 10));
  console.log(`${count(facts)}, ${(texts.join("").length / 1e6).toFixed(1)} MB of JSON`);
  console.log(`JSON.parse    ${parsed.toFixed(0)} ms`);
  report("one provider ", one, one / parsed, MOST_FOR_ONE);
  report("ten providers", ten, ten / parsed, MOST_FOR_TEN);
  const large = policyFacts(APPLICATIONS[1]);
  console.log(count(large));
  const larger = fastest(() => answer(large, 1));
  report("one provider ", larger, larger / one, MOST_TIMES);
}

/** The index is made anew in each round. */
function answer(facts: PolicyFacts, providers: number): void {
  const index = PolicyIndex.of(facts);
  for (let app = 0; app < providers; app++) {
    const { consumers, denied } = whoReaches(index, {
      provider: { workload: databaseOf(app) },
      ports: [{ protocol: 6, first: 1433, last: 1433 }],
    });
    if (consumers.length < 50 || (app % 10 === 0) !== denied.length > 0)
      throw new Error(`${consumers.length} consumers, ${denied.length} denied`);
  }
}

function fastest(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...times);
}

function count({ workloads, ruleSets }: PolicyFacts): string {
  return `${workloads.length} workloads, ${[...ruleSets].length} rule sets of four rules`;
}

function report(what: string, milliseconds: number, ratio: number, most: number): void {
  console.log(`${what} ${milliseconds.toFixed(0)} ms, ${ratio.toFixed(2)} times (at most ${most})`);
  if (ratio > most) throw new Error(`${what.trim()}: ${ratio.toFixed(2)} times, at most ${most} are allowed`);
}
