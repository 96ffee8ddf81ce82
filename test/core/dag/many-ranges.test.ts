import { dagMembers } from "../../../core/dag";
import { binding, LABELS, workload } from "./facts";

const COUNT = 20_000;
const address = (index: number, net: number) =>
  `10.${net + (index >> 14)}.${(index >> 6) & 255}.${(index & 63) * 4}`;

test("members of 20,000 workloads are found quickly when 20,000 ranges are excluded", () => {
  const workloads = Array.from({ length: COUNT }, (_, index) => workload(`w${index}`, [address(index, 0)]));
  const facts = { labels: LABELS, labelGroups: [], workloads };
  const excludeRanges = Array.from(
    { length: COUNT },
    (_, index) => `${address(index, index % 2 ? 0 : 100)}/31`,
  );
  const started = performance.now();
  const { addresses, skipped } = dagMembers(binding({ excludeRanges }), facts);
  expect(skipped).toEqual({ "excluded-range": COUNT / 2 });
  expect(addresses.size).toBe(COUNT / 2);
  expect(performance.now() - started).toBeLessThan(4_000);
});
