import type { Rule } from "../checks";
import { canonicalAddress } from "./ip-address";

/** An address, in its one form. */
export const ipAddress: Rule<string> = (value, checks) => {
  const address = typeof value === "string" ? canonicalAddress(value) : undefined;
  return address ?? checks.must("be an IPv4 or IPv6 address", value);
};
