import { canonicalAddress } from "../../addresses/ip-address";
import type { SkipReason } from "../flows/skip-reason";
import { hasPorts } from "../flows/well-known-ports";
import { SKIP } from "./skip-reasons";
import { COLUMNS, DIGITS_OF_MILLISECONDS, DIGITS_OF_SECONDS, V1_COLUMNS } from "./tuple-form";

/** Why the reader refused a tuple. Slow, because such tuples are few. */
export function whyUnreadable(tuple: unknown): SkipReason {
  if (typeof tuple !== "string") return SKIP["no-text"];
  const columns = tuple.split(",");
  const [time = "", source = "", destination = "", sourcePort = "", port = "", protocol = ""] = columns;
  if (!isKnownVersion(columns.length, time, protocol)) return SKIP["unknown-version"];
  const addresses = [source, destination].map(canonicalAddress);
  if (addresses.includes(undefined) || source.includes(":") !== destination.includes(":"))
    return SKIP["bad-address"];
  const number = { T: 6, U: 17 }[protocol] ?? (isNumber(protocol, 255) ? Number(protocol) : undefined);
  if (number === undefined) return SKIP["bad-protocol"];
  const isPort = (text: string) => isNumber(text, 65_535) || (text === "" && !hasPorts(number));
  if (!isPort(sourcePort) || !isPort(port)) return SKIP["bad-port"];
  return columns[6] === "I" || columns[6] === "O" ? SKIP["unknown-state"] : SKIP["bad-direction"];
}

/** The number of columns and the digits of the time tell the version. */
function isKnownVersion(columns: number, time: string, protocol: string): boolean {
  if (!/^\d+$/.test(time)) return false;
  if (columns === V1_COLUMNS) return time.length === DIGITS_OF_SECONDS && !/\d/.test(protocol);
  const isNsg = protocol === "T" || protocol === "U";
  return (
    columns === COLUMNS &&
    (time.length === DIGITS_OF_SECONDS || (time.length === DIGITS_OF_MILLISECONDS && !isNsg))
  );
}

function isNumber(text: string, largest: number): boolean {
  return /^\d+$/.test(text) && Number(text) <= largest;
}
