import fc from "fast-check";
import { parseRange } from "../../../core/addresses/address-range";
import {
  type PolicyAnswer,
  type PolicyConsumer,
  type PolicyFacts,
  PolicyIndex,
  type PolicyProvider,
  type PortRange,
  whoReaches,
} from "../../../core/policy";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";
import {
  addressesOf,
  grantedScopes,
  grants,
  namesWorkload,
  overrideDenies,
  type Place,
  type RuleIn,
  reasons,
  rulesThatAllow,
} from "./naive-policy";
import { ADDRESSES, PORTS, randomPolicy } from "./random-policies";
import { DB, factsOf, labelHref } from "./world";

const NUMBERS = ADDRESSES.map((text) => ({ text, ...parseRange(text)! }));

interface Asked {
  readonly provider: PolicyProvider;
  readonly workloads: readonly WorkloadFact[];
  readonly ports: readonly PortRange[];
  readonly places: readonly Place[];
}

const question = fc.record({
  byLabels: fc.nat(3).map((one) => one === 0),
  ports: fc.constantFrom<PortRange[]>(
    [{ protocol: 6, first: 1, last: 4 }],
    [{ protocol: 6, first: 2, last: 2 }],
    [
      { protocol: 17, first: 1, last: 3 },
      { protocol: 6, first: 3, last: 4 },
    ],
  ),
});

test("the answer is that of a naive evaluator, which is asked for every address, port, rule and source", () => {
  let [reached, denied, taken, reported, failed] = [0, 0, 0, 0, 0];
  fc.assert(
    fc.property(randomPolicy, question, (world, { byLabels, ports }) => {
      const facts = factsOf(world);
      const workloads = facts.workloads.filter(
        ({ href, deleted, labels }) =>
          !deleted &&
          (byLabels ? labels!.some((one) => one.href === labelHref("role=db")) : href === DB.href),
      );
      if (workloads.length === 0) return;
      const provider: PolicyProvider = byLabels
        ? { labels: { role: { anyOf: ["db"] } } }
        : { workload: DB.href };
      const places = ports.flatMap(({ protocol, first, last }) =>
        PORTS.filter((port) => first <= port && port <= last).map((port) => ({ protocol, port })),
      );
      const asked = { provider, workloads, ports, places };
      if (overrideDenies(facts).some((one) => reasons(facts, one, workloads, places).length > 0)) {
        failed++;
        expect(() => whoReaches(PolicyIndex.of(facts), asked)).toThrow("an override deny names the provider");
        return;
      }
      const answer = whoReaches(PolicyIndex.of(facts), asked);
      const expected = naiveAnswer(facts, asked);
      expect(tuples(answer.consumers, places)).toEqual(expected.consumers);
      expect(tuples(answer.denied, places)).toEqual(expected.denied);
      expect(reasonsOf(answer)).toEqual(expected.reasons);
      expect(answer.providers).toEqual(workloads.map(({ href }) => href));
      reached += expected.consumers.length;
      denied += expected.denied.length;
      taken += expected.taken;
      reported += expected.reasons.length;
    }),
    { numRuns: 10_000 },
  );
  // The worlds are of use only while all of this happens in them.
  expect(Math.min(reached, denied, taken, reported, failed)).toBeGreaterThan(5);
});

interface Expected {
  readonly consumers: readonly string[];
  readonly denied: readonly string[];
  /** How many lines of consumers override denies took away. */
  readonly taken: number;
  readonly reasons: readonly string[];
}

function naiveAnswer(facts: PolicyFacts, { workloads: providers, places }: Asked): Expected {
  const [allow, deny] = [rulesThatAllow(facts), overrideDenies(facts)];
  const endpoints = [...facts.workloads, ...facts.containerWorkloads];
  const sources = [...facts.ipLists, ...endpoints].map(({ href }) => href);
  const consumers: string[] = [];
  const denied: string[] = [];
  let taken = 0;
  for (const place of places) {
    const scopes = new Map(
      [...allow, ...deny].map((one) => [one, grantedScopes(facts, one, providers, place)]),
    );
    const granted = (one: RuleIn, source: string) =>
      ADDRESSES.filter((address) => grants(facts, one, scopes.get(one)!, source, address));
    const isNamed = (one: RuleIn, endpoint: (typeof endpoints)[number]) =>
      namesWorkload(facts, one, scopes.get(one)!, endpoint);
    const isDenied = new Set(deny.flatMap((one) => sources.flatMap((source) => granted(one, source))));
    for (const one of deny)
      for (const source of sources)
        for (const address of granted(one, source)) denied.push(line(one.rule.href, source, place, address));
    for (const one of allow)
      for (const source of sources)
        for (const address of granted(one, source))
          if (isDenied.has(address)) taken++;
          else consumers.push(line(one.rule.href, source, place, address));
    for (const workload of facts.workloads) {
      const { href, public_ip: publicIp } = workload;
      if (!publicIp) continue;
      const text = (one: RuleIn) => line(one.rule.href, href, place, `public ${publicIp}`);
      for (const one of deny) if (isNamed(one, workload)) denied.push(text(one));
      if (isDenied.has(publicIp) || deny.some((one) => isNamed(one, workload))) continue;
      const hasAddress = addressesOf(workload, false).length > 0;
      for (const one of allow) {
        const isLeft = !hasAddress || granted(one, href).some((address) => !isDenied.has(address));
        if (isNamed(one, workload) && isLeft) consumers.push(text(one));
      }
    }
  }
  return {
    consumers: consumers.sort(),
    denied: denied.sort(),
    taken,
    reasons: allow
      .flatMap((one) => reasons(facts, one, providers, places).map((reason) => `${one.rule.href} ${reason}`))
      .sort(),
  };
}

/** A line for each address and port of each consumer. */
function tuples(consumers: readonly PolicyConsumer[], places: readonly Place[]): string[] {
  return consumers
    .flatMap(({ ranges, ports, source, rule }) =>
      places
        .filter(({ protocol, port }) =>
          ports.some((range) => range.protocol === protocol && range.first <= port && port <= range.last),
        )
        .flatMap((place) => [
          ...NUMBERS.filter(({ family, first }) =>
            ranges.some((range) => range.family === family && range.first <= first && first <= range.last),
          ).map(({ text }) => line(rule.href, source.href, place, text)),
          ...(source.publicIp === undefined
            ? []
            : [line(rule.href, source.href, place, `public ${source.publicIp}`)]),
        ]),
    )
    .sort();
}

function reasonsOf({ notExpressible }: PolicyAnswer): string[] {
  return [...new Set(notExpressible.map(({ rule, reason }) => `${rule.href} ${reason}`))].sort();
}

const line = (rule: string, source: string, { protocol, port }: Place, address: string) =>
  `${rule} ${source} ${protocol}/${port} ${address}`;
