import fc from "fast-check";
import type { PortRange } from "../../../core/policy";
import {
  EVERY_PROTOCOL,
  mergedPorts,
  portSegments,
  portsWithin,
  portsWithout,
} from "../../../core/policy/port-ranges";

const PROTOCOLS = [6, 17];
const PORTS = Array.from({ length: 16 }, (_, port) => port);
const PLACES = PROTOCOLS.flatMap((protocol) => PORTS.map((port) => ({ protocol, port })));

const some = (protocols: readonly number[]) =>
  fc.array(
    fc
      .tuple(fc.constantFrom(...protocols), fc.nat(11), fc.nat(4))
      .map(([protocol, first, more]): PortRange => ({ protocol, first, last: first + more })),
    { maxLength: 5 },
  );

const held = (ranges: readonly PortRange[]) =>
  PLACES.filter(({ protocol, port }) =>
    ranges.some(
      (range) =>
        (range.protocol === protocol || range.protocol === EVERY_PROTOCOL) &&
        range.first <= port &&
        port <= range.last,
    ),
  );

test("ports hold what sets of single ports hold", () => {
  fc.assert(
    fc.property(
      some([...PROTOCOLS, EVERY_PROTOCOL]),
      some(PROTOCOLS),
      some(PROTOCOLS),
      (service, asked, taken) => {
        const within = portsWithin(service, asked);
        expect(held(within)).toEqual(held(asked).filter((place) => held(service).includes(place)));
        expect(mergedPorts(within)).toEqual(within);
        expect(held(portsWithout(asked, taken))).toEqual(
          held(asked).filter((place) => !held(taken).includes(place)),
        );
      },
    ),
    { numRuns: 1_000 },
  );
});

test("segments are whole within every range, apart, and all of the ports", () => {
  fc.assert(
    fc.property(some(PROTOCOLS), (ranges) => {
      const segments = portSegments(ranges);
      expect(held(segments)).toEqual(held(ranges));
      expect(segments.flatMap((one) => held([one]))).toHaveLength(held(ranges).length);
      for (const segment of segments)
        for (const range of ranges)
          expect([0, held([segment]).length]).toContain(held(portsWithin([range], [segment])).length);
    }),
    { numRuns: 1_000 },
  );
});
