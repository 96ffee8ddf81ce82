import {
  type Checks,
  flag,
  list,
  oneOf,
  properties,
  type Rule,
  record,
  required,
  text,
  wholeNumber,
} from "../checks";
import { defined, isRecord, type JsonRecord } from "../checks/json";
import { IllumioIacError } from "../errors";
import { STEPS } from "./step";
import { RECORD_VERSION, type VmRecord } from "./vm-record";

/** Values of a row by column: texts and whole numbers. Texts that hold more are JSON. */
export type RecordRow = Readonly<Record<string, string | number>>;

export type ReadRecord =
  | { readonly record: VmRecord }
  /** A later release wrote it. */
  | { readonly newer: true };

/** A text of a table has at most 64 KiB, two bytes for a character. @see Azure documentation, "Table service data model" */
const LONGEST_TEXT = 32_768;

const texts = record(required(text({ empty: true, longest: LONGEST_TEXT })));

const time: Rule<string> = (value, checks) =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value) &&
  !Number.isNaN(Date.parse(value))
    ? value
    : checks.must("be a time like 2026-01-31T12:00:00.000Z", value);

const any = text({ empty: true, longest: LONGEST_TEXT });

/** Columns of a row but `version`, which is read first. */
const PLAIN = {
  resourceId: required(any),
  name: required(any),
  computerName: required(any),
  status: required(oneOf("open", "failed", "skipped", "closed")),
  step: required(oneOf(...STEPS)),
  since: required(time),
  reason: required(any),
  attempts: required(wholeNumber(0)),
  failure: any,
  nextAttempt: time,
  startRefusedAt: time,
  workload: any,
  cmdbId: any,
} satisfies Record<string, Rule<unknown>>;

const AS_JSON: Readonly<Record<string, Rule<unknown>>> = {
  command: known({
    name: required(any),
    startedAt: required(time),
    nonce: required(any),
    isTaken: flag(),
    operation: any,
    succeededAt: time,
  }),
  labels: texts,
  host: known({
    name: required(any),
    groups: required(list(required(any))),
    addresses: list(required(any)),
    firewall: any,
  }),
  awaitsApproval: texts,
  approved: known({ by: required(any), at: required(time), labels: required(texts) }),
};

/**
 * A record as the values of a row whose key is the `vmId`.
 *
 * @throws IllumioIacError when a text has no room in a table
 */
export function recordRow({ vmId, ...values }: VmRecord): RecordRow {
  const row = Object.fromEntries(
    Object.entries(defined(values)).map(([column, value]) => [
      column,
      typeof value === "object" ? JSON.stringify(value) : value,
    ]),
  );
  for (const [column, value] of Object.entries(row))
    if (typeof value === "string" && value.length > LONGEST_TEXT)
      throw new IllumioIacError(
        `row ${vmId} of partition vm of the records: column ${column} would have ${value.length} characters, and a table takes ${LONGEST_TEXT}`,
      );
  return row;
}

/**
 * The record of a row; `checks` collects every damaged column. Columns that are not known are left out, and so are properties
 * within them.
 */
export function readRecordRow(vmId: string, row: JsonRecord, checks: Checks): ReadRecord {
  const { version } = row;
  if (typeof version === "number" && Number.isInteger(version) && version > RECORD_VERSION)
    return { newer: true };
  if (version !== RECORD_VERSION) checks.at("version").must(`be ${RECORD_VERSION}`, version);
  const read: JsonRecord = { version, vmId };
  for (const [column, rule] of Object.entries<Rule<unknown>>(PLAIN))
    read[column] = checks.at(column).read(row[column], rule);
  for (const [column, rule] of Object.entries(AS_JSON))
    read[column] = checks.at(column).read(row[column], ofJson(rule));
  return { record: defined(read) as unknown as VmRecord };
}

/** An object with these properties. Others are left out, as columns are: a later release of the same version may write them. */
function known(rules: Readonly<Record<string, Rule<unknown>>>): Rule<unknown> {
  return (value, checks) =>
    isRecord(value)
      ? properties(Object.fromEntries(Object.keys(rules).map((name) => [name, value[name]])), rules, checks)
      : checks.must("be an object", value);
}

function ofJson(rule: Rule<unknown>): Rule<unknown> {
  return (value, checks) => {
    if (typeof value !== "string") return checks.must("be JSON text", value);
    try {
      return checks.read(JSON.parse(value) as unknown, required(rule));
    } catch {
      return checks.must("be JSON text", value);
    }
  };
}
