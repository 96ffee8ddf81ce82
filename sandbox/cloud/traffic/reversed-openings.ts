import type { ReversedFlow } from "./compare-with-truth";
import type { ConnectionsInRecords } from "./connections-in-records";

/**
 * The reversed flows that have no excuse: each batch with a record of one of their connections also has a record with
 * the connection's SYN or SYN-ACK.
 *
 * @param batches what the records of each upload batch are about
 */
export function reversedOpenings(
  reversed: readonly ReversedFlow[],
  batches: readonly ConnectionsInRecords[],
): ReversedFlow[] {
  return reversed.filter(({ connections }) => {
    const seen = batches.flatMap((batch) => connections.map((each) => batch.connections.get(each)));
    return seen.includes(true) && !seen.includes(false);
  });
}
