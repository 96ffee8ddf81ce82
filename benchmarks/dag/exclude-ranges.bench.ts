import { dagMembers } from "../../core/dag";
import { DEFINITIONS } from "./bindings";

const SIZES = [2_000, 20_000] as const;
/** Ten times the ranges and the workloads may cost at most this many times the time. */
const MOST_TIMES = 30;

export const title = "as many excluded ranges as workloads";

export async function run(): Promise<void> {
  seconds(SIZES[0]); // compiled before it is measured
  const taken = SIZES.map((size) => Math.min(seconds(size), seconds(size), seconds(size)));
  for (const [index, size] of SIZES.entries())
    console.log(`${size} ranges, ${size} workloads: ${taken[index]!.toFixed(3)} s`);
  const ratio = taken[1]! / taken[0]!;
  console.log(`${SIZES[1]} take ${ratio.toFixed(1)} times as long as ${SIZES[0]}`);
  if (ratio > MOST_TIMES) throw new Error(`${ratio.toFixed(1)} times, at most ${MOST_TIMES} are allowed`);
}

function seconds(count: number): number {
  const address = (index: number, second: number) =>
    `10.${second + (index >> 14)}.${(index >> 6) & 255}.${(index & 63) * 4}`;
  const workloads = Array.from({ length: count }, (_, index) => ({
    href: `/orgs/1/workloads/${index}`,
    interfaces: [{ name: "eth0", address: address(index, 0) }],
  }));
  const excludeRanges = Array.from(
    { length: count },
    (_, index) => `${address(index, index % 2 === 0 ? 100 : 0)}/31`,
  );
  const binding = { ...DEFINITIONS[0]!, labels: {}, all: true, excludeRanges };
  const started = performance.now();
  const { addresses } = dagMembers(binding, { labels: [], labelGroups: [], workloads });
  if (addresses.size !== count / 2) throw new Error(`${addresses.size} members, expected ${count / 2}`);
  return (performance.now() - started) / 1_000;
}
