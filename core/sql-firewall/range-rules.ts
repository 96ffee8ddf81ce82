import { parseRange } from "../addresses/address-range";
import { type Ipv4Kind, isDocumentation, partsByKind } from "../addresses/ipv4-kinds";
import { ipv4RangeText } from "../addresses/ipv4-ranges";
import { list, type Rule } from "../checks";
import { ipv4Of } from "./egress-map";

/** Private IPv4 addresses, networks and ranges, each once. */
export const privateRanges: Rule<string[]> = rangesOf(
  "private",
  "which is not private (RFC 1918, 100.64.0.0/10)",
);

/** Public IPv4 addresses, networks and ranges, each once. */
export const publicRanges: Rule<string[]> = rangesOf("public", "from which nobody comes over the internet");

/** An address of RFC 5737, from which nobody comes. */
export const documentationAddress: Rule<string> = (value, checks) => {
  const range = typeof value === "string" && !/[-/]/.test(value) ? ipv4Range(value) : undefined;
  return range !== undefined && isDocumentation(range)
    ? (value as string)
    : checks.must("be an address for documentation, such as 192.0.2.1", value);
};

/** @param fault what is said of a part of another kind */
function rangesOf(kind: Ipv4Kind, fault: string): Rule<string[]> {
  const one: Rule<string> = (value, checks) => {
    const range = typeof value === "string" ? ipv4Range(value) : undefined;
    if (range === undefined) return checks.must("be an IPv4 address, a network or a range a-b", value);
    const wrong = partsByKind(range).find((part) => part.kind !== kind);
    if (wrong) return checks.fail(`${value} holds ${ipv4RangeText(wrong)}, ${fault}`);
    return value as string;
  };
  const all = list(one);
  return (value, checks) => {
    const found = all(value, checks);
    return found?.some((item) => checks.isLater(item)) ? found : found && [...new Set(found)].sort();
  };
}

function ipv4Range(text: string) {
  return parseRange(text)?.family === "ipv4" ? ipv4Of(text) : undefined;
}
