import { readIpv6 } from "../addresses/ipv6";
import type { SkipReason } from "./flow-log-stats";
import type { FlowTable } from "./flow-table";
import { SteadyFields } from "./steady-fields";

/** Counts a record that cannot be read, with its reason and, unless it is another service's, a sample. */
export function countUnreadable(record: string, fields: readonly string[], table: FlowTable): void {
  table.records++;
  const reason = whyUnreadable(record, fields);
  table.skip(reason, reason === "transit-gateway" ? undefined : record);
}

/** Why a record that the reader refused cannot be read with these fields. Slow and plain, for the few. */
function whyUnreadable(record: string, fields: readonly string[]): SkipReason {
  const values = record.trim().split(/\s+/);
  if (values.slice(0, 4).includes("TransitGateway") && !fields.includes("resource-type"))
    return "transit-gateway";
  if (values.length < fields.length) return "too-few-fields";
  if (values.length > fields.length) return "too-many-fields";
  for (const [index, field] of fields.entries()) {
    const reason = badValue(field, values[index]!);
    if (reason !== undefined) return reason;
  }
  return "bad-address";
}

function badValue(field: string, value: string): SkipReason | undefined {
  const steady = STEADY_REASONS[field];
  if (steady !== undefined) {
    const bytes = Buffer.from(value);
    return new SteadyFields().read(field, bytes, 0, bytes.length) ? undefined : steady;
  }
  if (value === "-") return undefined;
  switch (field) {
    case "srcaddr":
    case "dstaddr":
    case "pkt-srcaddr":
    case "pkt-dstaddr":
      return isAddress(value) ? undefined : "bad-address";
    case "srcport":
    case "dstport":
      return isNumber(value, 65_535) ? undefined : "bad-port";
    case "protocol":
      return isNumber(value, 255) ? undefined : "bad-protocol";
    case "tcp-flags":
      return isNumber(value, 255) ? undefined : "bad-tcp-flags";
    default:
      return undefined;
  }
}

const STEADY_REASONS: Readonly<Record<string, SkipReason>> = {
  version: "bad-version",
  "account-id": "bad-account",
  "interface-id": "bad-interface",
  "resource-type": "bad-resource-type",
  action: "bad-action",
  "log-status": "bad-log-status",
};

function isNumber(value: string, largest: number): boolean {
  return /^\d+$/.test(value) && Number(value) <= largest;
}

function isAddress(value: string): boolean {
  const octets = value.split(".");
  if (octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256))
    return true;
  const bytes = Buffer.from(value);
  return readIpv6(bytes, 0, new Uint16Array(8)) === bytes.length;
}
