import { canonicalAddress } from "../../addresses/ip-address";
import type { FlowTable } from "../flows/flow-table";
import type { SkipReason } from "../flows/skip-reason";
import { SKIP } from "./skip-reasons";
import { SteadyFields } from "./steady-fields";

/** Counts a record that cannot be read, with its reason and, unless it is another service's, a sample. */
export function countUnreadable(record: string, fields: readonly string[], table: FlowTable): void {
  table.records++;
  const reason = whyUnreadable(record, fields);
  table.skip(reason, reason.isUnreadable ? record : undefined);
}

/** Why a record that the reader refused cannot be read with these fields. Slow, because such records are few. */
function whyUnreadable(record: string, fields: readonly string[]): SkipReason {
  const values = record.trim().split(/\s+/);
  if (values.slice(0, 4).includes("TransitGateway") && !fields.includes("resource-type"))
    return SKIP["transit-gateway"];
  if (values.length < fields.length) return SKIP["too-few-fields"];
  if (values.length > fields.length) return SKIP["too-many-fields"];
  for (const [index, field] of fields.entries()) {
    const reason = badValue(field, values[index]!);
    if (reason !== undefined) return reason;
  }
  return SKIP["bad-address"];
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
      return canonicalAddress(value) !== undefined ? undefined : SKIP["bad-address"];
    case "srcport":
    case "dstport":
      return isNumber(value, 65_535) ? undefined : SKIP["bad-port"];
    case "protocol":
      return isNumber(value, 255) ? undefined : SKIP["bad-protocol"];
    case "tcp-flags":
      return isNumber(value, 255) ? undefined : SKIP["bad-tcp-flags"];
    default:
      return undefined;
  }
}

const STEADY_REASONS: Readonly<Record<string, SkipReason>> = {
  version: SKIP["bad-version"],
  "account-id": SKIP["bad-account"],
  "interface-id": SKIP["bad-interface"],
  "resource-type": SKIP["bad-resource-type"],
  action: SKIP["bad-action"],
  "log-status": SKIP["bad-log-status"],
};

function isNumber(value: string, largest: number): boolean {
  return /^\d+$/.test(value) && Number(value) <= largest;
}
