import { type AddressRange, parseRange } from "../addresses/address-range";
import { type Ipv4Range, ipv4Count, ipv4Text, mergedIpv4 } from "../addresses/ipv4-ranges";
import { ConsumerKind, type PolicyAnswer, type PolicyConsumer } from "../policy";
import type { FactsIndex } from "../workloads/facts-index";
import type { SqlFirewallDeclaration } from "./definition";

/** The addresses of a consumer that count. */
export interface ConsumerAddresses {
  /** Sorted and merged. */
  readonly ipv4: readonly Ipv4Range[];
  readonly ipv6: readonly AddressRange[];
  /** Left out, because a workload that is no consumer has them too. */
  readonly shared: readonly Ipv4Range[];
}

type Choices = Pick<SqlFirewallDeclaration, "includePublicIp" | "onSharedAddress">;

/** Tells which addresses of a consumer count, by the choices of the declaration. */
export class ConsumerReader {
  readonly #consumers: ReadonlySet<string>;

  /** @param indexes the workloads of the PCE, and its container workloads */
  constructor(
    private readonly choices: Choices,
    answer: Pick<PolicyAnswer, "consumers">,
    private readonly indexes: readonly FactsIndex[],
  ) {
    this.#consumers = new Set(answer.consumers.map(({ source }) => source.href));
  }

  read({ source, ranges }: PolicyConsumer): ConsumerAddresses {
    const all = [...ranges, ...(this.choices.includePublicIp ? publicRanges(source) : [])];
    const ipv4 = mergedIpv4(all.filter(({ family }) => family === "ipv4").map(numbersOf));
    const ipv6 = all.filter(({ family }) => family === "ipv6");
    if (source.kind === ConsumerKind.IpList || this.choices.onSharedAddress !== "skip")
      return { ipv4, ipv6, shared: [] };
    const shared = ipv4.filter((range) => this.#isShared(range));
    return { ipv4: ipv4.filter((range) => !shared.includes(range)), ipv6, shared };
  }

  /** A range of several addresses is a subnet of the workload, of which everybody is meant. */
  #isShared(range: Ipv4Range): boolean {
    if (ipv4Count(range) > 1) return false;
    const address = ipv4Text(range.first);
    const holders = this.indexes.flatMap((index) => index.holders(address, this.choices.includePublicIp));
    return holders.some(({ fact }) => !this.#consumers.has(fact.href));
  }
}

/** The address from which the PCE sees a workload; none when it is not known. */
export function publicRanges({ publicIp }: PolicyConsumer["source"]): AddressRange[] {
  const range = publicIp === undefined ? undefined : parseRange(publicIp);
  return range === undefined ? [] : [range];
}

export function numbersOf({ first, last }: AddressRange): Ipv4Range {
  return { first: Number(first), last: Number(last) };
}

/** Hrefs of the labels of a workload; undefined for an IP list, which has none. */
export function labelsOf({ kind, labels = [] }: PolicyConsumer["source"]): readonly string[] | undefined {
  return kind === ConsumerKind.IpList ? undefined : labels;
}
