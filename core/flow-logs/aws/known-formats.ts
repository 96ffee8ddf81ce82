import { canonicalAddress } from "../../addresses/ip-address";
import { DEFAULT_FORMAT, OWN_FORMAT } from "../../contracts/aws/flow-log-format";
import { TRANSIT_GATEWAY_FORMAT } from "./flow-log-fields";

/** Formats that a record without header may have: the default ones, and the one of this package. */
const KNOWN = [DEFAULT_FORMAT, OWN_FORMAT, TRANSIT_GATEWAY_FORMAT];

/** Words that a tool may have put before a record: a time of one or two words, the log group, the log stream. */
const MOST_WORDS_BEFORE = 4;

// biome-ignore lint/suspicious/noControlCharactersInRegex: how a terminal is told a colour
const COLOURS = /\u001b\[[0-9;]*m/g;
const TIMESTAMP = /^\d{4}-\d\d-\d\d([T ]|$)/;
const VERSION = /^\d{1,2}$/;
const NUMBER = /^\d+$/;
/** Values that flow logs have and logs of other services do not. */
const TELLING =
  /^(ACCEPT|REJECT|OK|NODATA|SKIPDATA|IPv[46]|ingress|egress|TransitGateway|\d{12}|(eni|vpc|subnet|i|tgw|tgw-attach)-[\da-f]{8,17})$/;
/** Words that are never a value of a flow log: with quotes or brackets, or with a colon at the end. */
const FOREIGN = /["'<>()[\]{}|]|[^:]:$/;
const ACCOUNT = /^(\d{12}|unknown|-)$/;

/** A record without what a tool wrote before it, and the fields that it has. */
export interface RecognisedRecord {
  readonly text: string;
  readonly fields: readonly string[];
}

/**
 * Recognises the format of a record by its form: how many words it has, and how it begins.
 *
 * @param text may begin with what `aws logs tail` or an export of CloudWatch Logs puts before a record
 * @param fields a format that is known beforehand; it is tried first
 * @returns undefined when it has none of the known forms
 */
export function recogniseRecord(text: string, fields?: readonly string[]): RecognisedRecord | undefined {
  const words = text.replaceAll(COLOURS, "").trim().split(/\s+/);
  if (fields !== undefined && !isTransitGateway(words, 0)) {
    const before = words.length - fields.length;
    if (before === 0 || (before > 0 && before <= MOST_WORDS_BEFORE && TIMESTAMP.test(words[0]!)))
      return { text: words.slice(before).join(" "), fields };
  }
  for (let before = 0; before <= MOST_WORDS_BEFORE; before++) {
    const known = KNOWN.find((format) => format.length === words.length - before);
    if (known !== undefined && begins(words, before, known))
      return { text: words.slice(before).join(" "), fields: known };
  }
  return undefined;
}

/** The beginning of a line of `aws logs … --output text` that holds an event. */
export const EVENT_LINE = /^EVENTS\t/;

/** The records that a line holds with tabs between; none where tabs stand between the words of one record. */
export function recogniseParts(line: string, fields?: readonly string[]): RecognisedRecord[] {
  if (!line.includes("\t")) return [];
  return line.split("\t").flatMap((part) => recogniseRecord(part, fields) ?? []);
}

/**
 * Whether a text is probably a record of a flow log, of whatever format: it has two addresses and three numbers (two
 * ports and a protocol), no word that flow logs never have, and a value that they alone have or nothing but numbers.
 */
export function looksLikeRecord(text: string): boolean {
  const words = text.trim().split(/\s+/);
  if (words.some((word) => FOREIGN.test(word))) return false;
  const addresses = words.filter((word) => canonicalAddress(word) !== undefined).length;
  const numbers = words.filter((word) => NUMBER.test(word)).length;
  if (addresses < 2 || numbers < 3) return false;
  const missing = words.filter((word) => word === "-").length;
  return addresses + numbers + missing === words.length || words.some((word) => TELLING.test(word));
}

function begins(words: readonly string[], at: number, format: readonly string[]): boolean {
  if (!VERSION.test(words[at]!)) return false;
  return format === TRANSIT_GATEWAY_FORMAT ? isTransitGateway(words, at) : ACCOUNT.test(words[at + 1]!);
}

function isTransitGateway(words: readonly string[], at: number): boolean {
  return words.length - at === TRANSIT_GATEWAY_FORMAT.length && words[at + 1] === "TransitGateway";
}
