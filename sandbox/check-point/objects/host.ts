import { isIP } from "node:net";
import { invalidParameter, missingParameter } from "../api/api-error";
import { address, ipv4, ipv6, type Parameters, type Payload, record, records, text } from "../api/parameters";
import { addressesOf, type CpObject } from "../store/cp-object";
import type { Session } from "../store/session";

export const hostParameters: Parameters = {
  "ip-address": address,
  "ipv4-address": ipv4,
  "ipv6-address": ipv6,
  interfaces: records,
  "nat-settings": record,
  "host-servers": record,
};

export const setHostParameters: Parameters = { ...hostParameters, "new-name": text };

/** The fields of a host after a write. UNCONFIRMED: that `ip-address` leaves the address of the other family. */
export function hostFields(before: CpObject["fields"], payload: Payload): CpObject["fields"] {
  const either = payload["ip-address"] as string | undefined;
  if (either !== undefined && (payload["ipv4-address"] ?? payload["ipv6-address"]) !== undefined)
    throw invalidParameter("ip-address", "It cannot stand beside ipv4-address or ipv6-address");
  const given: Record<string, unknown> = { ...payload };
  if (either !== undefined) given[isIP(either) === 4 ? "ipv4-address" : "ipv6-address"] = either;
  const after: Record<string, unknown> = {
    interfaces: [],
    "nat-settings": { "auto-rule": false },
    ...before,
  };
  for (const name of ["ipv4-address", "ipv6-address", "nat-settings", "host-servers"])
    if (given[name] !== undefined) after[name] = given[name];
  if (given["interfaces"] !== undefined) after["interfaces"] = [given["interfaces"]].flat();
  if (after["ipv4-address"] === undefined && after["ipv6-address"] === undefined)
    throw missingParameter("ip-address");
  return after;
}

/** `Multiple objects have the same IP address …`, for each address that another host has. */
export function addressWarnings(session: Session, host: CpObject): string[] {
  return addressesOf(host)
    .filter((one) => session.at(one).some(({ uid }) => uid !== host.uid))
    .map((one) => `Multiple objects have the same IP address ${one}`);
}
