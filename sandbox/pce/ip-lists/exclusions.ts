import { invalidInput } from "../pce-error";
import { boundsOf, type IpRange } from "./ip-range";

/**
 * Refuses an exclusion that does not lie within the ranges of its list. Several ranges that meet count as one.
 * UNCONFIRMED: the token (`input_validation_error` here).
 *
 * @throws PceError 406
 */
export function checkExclusions(ranges: readonly IpRange[]): void {
  const included = ranges
    .filter(({ exclusion }) => !exclusion)
    .map(boundsOf)
    .sort((a, b) => (a.first < b.first ? -1 : 1));
  for (const range of ranges.filter(({ exclusion }) => exclusion)) {
    const { family, first, last } = boundsOf(range);
    let next = first;
    for (const one of included)
      if (one.family === family && one.first <= next && one.last >= next) next = one.last + 1n;
    if (next > last) continue;
    const { from_ip, to_ip } = range;
    const text = JSON.stringify(to_ip === undefined ? from_ip : `${from_ip} - ${to_ip}`);
    throw invalidInput(`The exclusion ${text} in '#/ip_ranges' is not within the ranges of the IP list`);
  }
}
