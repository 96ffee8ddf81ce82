import type { PceFacts } from "../../../../core/dag";
import { FactsReadings } from "../../../../dynamic-providers/pce/system/facts-readings";
import type { PceSystems } from "../../../../dynamic-providers/pce/system/pce-systems";
import { PlannedObjects } from "../../../../dynamic-providers/pce/system/planned-objects";

/** A PCE that counts how often it is read. */
function world() {
  const system = {
    client: {},
    labels: { writes: 0 },
    workloads: { writes: 0 },
    planned: new PlannedObjects(),
  };
  const pce = { system: () => system } as unknown as PceSystems;
  let reads = 0;
  const readings = new FactsReadings<PceFacts & { readonly more: number }>(pce, async () => {
    reads += 1;
    return { labels: [], labelGroups: [], workloads: [], more: reads };
  });
  return { system, readings, reads: () => reads };
}

test("facts are read once until a label or a workload is written, and are the same object so long", async () => {
  const { system, readings, reads } = world();
  const [one, other] = await Promise.all([readings.of(undefined), readings.of(undefined)]);
  expect(one).toBe(other);
  system.workloads.writes += 1;
  expect(await readings.of(undefined)).not.toBe(one);
  system.labels.writes += 1;
  await readings.of(undefined);
  expect(reads()).toBe(3);
});

test("what the program plans is in the facts without another read, and all else that was read stays", async () => {
  const { system, readings, reads } = world();
  await readings.of(undefined);
  system.planned.addLabel("role", "web");
  const facts = await readings.of(undefined);
  expect(facts.labels).toEqual([{ href: "planned label role=web", key: "role", value: "web" }]);
  expect([facts.more, facts.unsure, reads()]).toEqual([1, [], 1]);
});
