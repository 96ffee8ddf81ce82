import { parseRange } from "../addresses/address-range";
import { commonIpv4, type Ipv4Range, ipv4Count, mergedIpv4 } from "../addresses/ipv4-ranges";
import { ConfigurationError, isConfigurationError } from "../errors";
import { type LabelFacts, matches } from "../labels/label-expression";
import { isWithin, type KeyedExpression, keyedExpression } from "../labels/narrower";
import type { EgressEntry } from "./definition";

/** Where those whom an entry of `egress` is for come from. */
export interface EgressWay {
  /** Name of the entry. */
  readonly name: string;
  /** Sorted and merged. */
  readonly publicRanges: readonly Ipv4Range[];
  readonly subnetIds: readonly string[];
}

/** A part of a private range, and the way from there: none where no entry matches, several where entries tie. */
export interface EgressPart extends Ipv4Range {
  readonly ways: readonly EgressWay[];
}

interface LabelEntry {
  readonly way: EgressWay;
  readonly expression: KeyedExpression;
}

/**
 * Tells how private addresses come to the server. An entry for labels goes before one for ranges; of two for labels, the
 * one that matches only workloads which the other matches too; of two ranges, the one with fewer addresses.
 */
export class EgressMap {
  readonly #labelEntries: readonly LabelEntry[];
  /** Without a gap between parts that no entry covers, sorted. */
  readonly #parts: readonly EgressPart[];

  /** @throws ConfigurationError when an entry names a label or a group that the PCE does not have */
  constructor(egress: Readonly<Record<string, EgressEntry>>, facts: LabelFacts) {
    const entries = Object.entries(egress).map(([name, entry]) => ({ entry, way: wayOf(name, entry) }));
    this.#labelEntries = entries.flatMap(({ entry: { labels }, way }) =>
      labels === undefined
        ? []
        : [{ way, expression: compiled(way.name, () => keyedExpression(labels, facts)) }],
    );
    this.#parts = partsOf(
      entries.flatMap(({ entry, way }) =>
        (entry.privateRanges ?? []).map((text) => ({ way, range: ipv4Of(text) })),
      ),
    );
  }

  /**
   * Splits a private range at the borders of the entries.
   *
   * @param labels hrefs of the labels of the workload whose address it is; undefined for a range of an IP list
   */
  partsOf(range: Ipv4Range, labels: readonly string[] | undefined): EgressPart[] {
    const ways = labels === undefined ? [] : this.#waysOfLabels(labels);
    if (ways.length > 0) return [{ ...range, ways }];
    const parts: EgressPart[] = [];
    let next = range.first;
    for (const part of this.#parts) {
      if (part.last < range.first || part.first > range.last) continue;
      const common = commonIpv4(part, range);
      if (common.first > next) parts.push({ first: next, last: common.first - 1, ways: [] });
      parts.push({ ...common, ways: part.ways });
      next = common.last + 1;
    }
    return next > range.last ? parts : [...parts, { first: next, last: range.last, ways: [] }];
  }

  #waysOfLabels(labels: readonly string[]): EgressWay[] {
    const hrefs = labels.map((href) => ({ href }));
    const found = this.#labelEntries.filter(({ expression }) => matches(expression.terms, hrefs));
    const isNarrower = (a: LabelEntry, b: LabelEntry) =>
      isWithin(a.expression, b.expression) && !isWithin(b.expression, a.expression);
    return found.filter((entry) => !found.some((other) => isNarrower(other, entry))).map(({ way }) => way);
  }
}

/** An IPv4 address, network or range that was checked. */
export function ipv4Of(text: string): Ipv4Range {
  const { first, last } = parseRange(text)!;
  return { first: Number(first), last: Number(last) };
}

function wayOf(name: string, { publicRanges = [], subnetIds = [] }: EgressEntry): EgressWay {
  return { name, publicRanges: mergedIpv4(publicRanges.map(ipv4Of)), subnetIds };
}

function compiled<T>(entry: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isConfigurationError(error)) throw error;
    throw new ConfigurationError(
      `egress.${entry}.${error.setting}`,
      error.message.slice(error.setting.length + 2),
    );
  }
}

interface RangeOfWay {
  readonly way: EgressWay;
  readonly range: Ipv4Range;
}

/** What the ranges cover, cut at their borders, each part with the ways of its narrowest ranges. */
function partsOf(ranges: readonly RangeOfWay[]): EgressPart[] {
  const borders = [...new Set(ranges.flatMap(({ range }) => [range.first, range.last + 1]))].sort(
    (a, b) => a - b,
  );
  return borders.slice(0, -1).flatMap((first, index) => {
    const over = ranges.filter(({ range }) => range.first <= first && first <= range.last);
    if (over.length === 0) return [];
    const fewest = Math.min(...over.map(({ range }) => ipv4Count(range)));
    const ways = new Set(over.filter(({ range }) => ipv4Count(range) === fewest).map(({ way }) => way));
    return [{ first, last: borders[index + 1]! - 1, ways: [...ways] }];
  });
}
