import { canonicalAddress } from "../../addresses/ip-address";
import type { SkipReason } from "../flows/skip-reason";
import { hasPorts, TCP, UDP } from "../flows/well-known-ports";
import { SKIP } from "./skip-reasons";
import {
  BEGIN,
  COLUMNS,
  CONTINUED,
  DENIED,
  DIGITS_OF_MILLISECONDS,
  DIGITS_OF_SECONDS,
  DROPPED_BY_ENCRYPTION,
  ENDED,
  V1,
  V1_COLUMNS,
} from "./tuple-form";

/** A flow tuple. Its source is the client and its destination the server, for both directions. */
export interface FlowTuple {
  /** What it stands for, for example `BEGIN`. */
  readonly kind: number;
  /** Canonical texts. */
  readonly client: string;
  readonly server: string;
  /** 0 when the protocol has none. */
  readonly port: number;
  readonly protocol: number;
}

const STATES: ReadonlyMap<string, number> = new Map([
  ["B", BEGIN],
  ["C", CONTINUED],
  ["E", ENDED],
  ["D", DENIED],
]);
/** Protocols of NSG flow logs. */
const LETTERS: ReadonlyMap<string, number> = new Map([
  ["T", TCP],
  ["U", UDP],
]);

/** Reads one tuple of any version. @returns why it cannot be read, if so */
export function flowTuple(tuple: unknown): FlowTuple | SkipReason {
  if (typeof tuple !== "string") return SKIP["no-text"];
  const columns = tuple.split(",");
  const [time = "", source = "", destination = "", sourcePort = "", port = "", letter = ""] = columns;
  if (!isKnownVersion(columns.length, time, letter)) return SKIP["unknown-version"];
  const [client, server] = [canonicalAddress(source), canonicalAddress(destination)];
  if (client === undefined || server === undefined || source.includes(":") !== destination.includes(":"))
    return SKIP["bad-address"];
  const protocol = LETTERS.get(letter) ?? (isNumber(letter, 255) ? Number(letter) : undefined);
  if (protocol === undefined) return SKIP["bad-protocol"];
  const isPort = (text: string) => isNumber(text, 65_535) || (text === "" && !hasPorts(protocol));
  if (!isPort(sourcePort) || !isPort(port)) return SKIP["bad-port"];
  if (columns[6] !== "I" && columns[6] !== "O") return SKIP["bad-direction"];
  const kind = LETTERS.has(letter)
    ? kindOfDecision(columns[7]!, columns[8])
    : kindOfState(columns[7]!, columns[8]!);
  return kind === undefined ? SKIP["unknown-state"] : { kind, client, server, port: Number(port), protocol };
}

/** The number of columns and the digits of the time tell the version. */
function isKnownVersion(columns: number, time: string, protocol: string): boolean {
  if (!/^\d+$/.test(time)) return false;
  if (columns === V1_COLUMNS) return time.length === DIGITS_OF_SECONDS && !/\d/.test(protocol);
  return (
    columns === COLUMNS &&
    (time.length === DIGITS_OF_SECONDS || (time.length === DIGITS_OF_MILLISECONDS && !LETTERS.has(protocol)))
  );
}

function kindOfState(state: string, encryption: string): number | undefined {
  const kind = STATES.get(state);
  return kind !== undefined && DROPPED_BY_ENCRYPTION.includes(encryption) ? DENIED : kind;
}

/** @param state of version 2 */
function kindOfDecision(decision: string, state: string | undefined): number | undefined {
  if (decision !== "A" && decision !== "D") return undefined;
  const kind = state === undefined ? V1 : STATES.get(state);
  if (kind === undefined || decision === "A") return kind === DENIED ? undefined : kind;
  return DENIED;
}

function isNumber(text: string, largest: number): boolean {
  return /^\d+$/.test(text) && Number(text) <= largest;
}
