import fc from "fast-check";
import { canonicalAddress } from "../../../../core/addresses/ip-address";

/** A tuple with what has to become of it. */
export interface KnownTuple {
  readonly text: string;
  /** Counter that it is counted in. */
  readonly kind: "begin" | "continued" | "ended" | "v1" | "denied" | "unknownState" | "unreadable";
  /** `client,server,port,protocol`; undefined when it cannot be read. */
  readonly line: string | undefined;
}

const KINDS = { B: "begin", C: "continued", E: "ended", D: "denied" } as const;
const DROPPED = ["NX_SW_NOT_READY", "NX_NOT_ACCEPTED", "NX_NOT_SUPPORTED"];
const PASSED = ["NX", "NX", "NX", "X", "NX_HW_NOT_SUPPORTED", "NX_LOCAL_DST", "NX_FALLBACK", "", "NEW-1"];

const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`));
const direction = fc.constantFrom("I", "O");
const port = fc.oneof(fc.constantFrom(0, 9, 10, 443, 999, 1000, 65_535), fc.nat(65_535));
const counters = fc
  .array(
    fc.oneof(
      fc.constant(""),
      fc.nat(9_000_000_000_000).map((value) => String(value)),
    ),
    { minLength: 4, maxLength: 4 },
  )
  .map((values) => values.join(","));
const ends = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.ipV4(), fc.ipV4()) },
  { weight: 1, arbitrary: fc.tuple(fc.ipV6(), fc.ipV6()) },
);

const vnet: fc.Arbitrary<KnownTuple> = fc
  .record({
    time: fc.oneof(digits(13), digits(10)),
    ends,
    ports: fc.tuple(port, port),
    protocol: fc.oneof(fc.constantFrom(6, 17), fc.nat(255)),
    direction,
    state: fc.constantFrom<keyof typeof KINDS>("B", "C", "E", "D"),
    encryption: fc.constantFrom(...PASSED, ...DROPPED),
    counters,
    hasPorts: fc.boolean(),
  })
  .map(({ time, ends, ports, protocol, state, encryption, ...rest }) => {
    const needsPorts = [6, 17, 33, 132, 136].includes(protocol) || rest.hasPorts;
    const texts = needsPorts ? ports : ["", ""];
    return {
      text: [time, ...ends, ...texts, protocol, rest.direction, state, encryption, rest.counters].join(","),
      kind: DROPPED.includes(encryption) ? "denied" : KINDS[state],
      line: lineOf(ends, needsPorts ? ports[1] : 0, protocol),
    };
  });

const nsg: fc.Arbitrary<KnownTuple> = fc
  .record({
    time: digits(10),
    ends,
    ports: fc.tuple(port, port),
    protocol: fc.constantFrom("T", "U"),
    direction,
    decision: fc.constantFrom("A", "A", "D"),
    state: fc.constantFrom<keyof typeof KINDS | undefined>("B", "C", "E", undefined),
    counters,
  })
  .map(({ time, ends, ports, protocol, direction, decision, state, counters }) => ({
    text: [
      ...[time, ...ends, ...ports, protocol, direction, decision],
      ...(state === undefined ? [] : [state, counters]),
    ].join(","),
    kind: decision === "D" ? "denied" : state === undefined ? "v1" : KINDS[state],
    line: lineOf(ends, ports[1], protocol === "T" ? 6 : 17),
  }));

/** Tuples of every version that can be read. */
export const readableTuple: fc.Arbitrary<KnownTuple> = fc.oneof({ weight: 3, arbitrary: vnet }, nsg);

/** Also tuples in which one column is wrong. */
export const anyTuple: fc.Arbitrary<KnownTuple> = fc.oneof(
  { weight: 9, arbitrary: readableTuple },
  fc.tuple(vnet, fc.constantFrom("X", "BE", "", "b", "\\")).map(
    ([{ text }, state]): KnownTuple => ({
      text: withColumn(text, 7, state),
      kind: "unknownState",
      line: undefined,
    }),
  ),
  nsg
    .filter(({ text }) => text.split(",").length > 8)
    .map(({ text }) => ({
      text: withColumn(withColumn(text, 7, "A"), 8, "D"),
      kind: "unknownState" as const,
      line: undefined,
    })),
  fc
    .tuple(
      fc.oneof(vnet, nsg),
      fc.constantFrom([0, "1795"], [1, "10.0.0.256"], [2, "web01"], [3, "65536"], [4, "-1"], [6, "Q"]),
    )
    .map(
      ([{ text }, [column, value]]): KnownTuple => ({
        text: withColumn(text, column as number, value as string),
        kind: "unreadable",
        line: undefined,
      }),
    ),
);

function withColumn(text: string, column: number, value: string): string {
  return text.split(",").with(column, value).join(",");
}

function lineOf([client, server]: readonly [string, string], port: number, protocol: number): string {
  return `${canonicalAddress(client)},${canonicalAddress(server)},${port},${protocol}`;
}
