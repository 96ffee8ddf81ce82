import { isRecord, type JsonRecord } from "../../core/checks/json";
import { isSysId } from "./rows";

/** A record for identification and reconciliation. */
export interface IdentifiedItem {
  readonly className: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What became of one item. */
export interface IdentificationResult {
  /** What the instance did: `INSERT`, `UPDATE`, `NO_CHANGE`, …; empty where it does not say. */
  readonly operation: string;
  /** The record; undefined where there is none. */
  readonly sysId: string | undefined;
  /** Why the instance did not take the item; empty when it did. */
  readonly errors: readonly string[];
}

const NO_ANSWER = "ServiceNow did not say what became of it";

/**
 * Reads the results of a payload, in the order of its items. Names and shapes differ by release, so whatever is missing
 * counts as a failure of its item.
 */
export function readResults(result: unknown, count: number): IdentificationResult[] {
  const found = isRecord(result) ? result["items"] : result;
  const items = Array.isArray(found) ? found.filter(isRecord) : [];
  return Array.from({ length: count }, (_, index) => {
    const named = items.find(({ inputIndices: at }) => holdsIndex(at, index));
    const isUnnamed = items.length === count && !Array.isArray(items[index]?.["inputIndices"]);
    const item = named ?? (isUnnamed ? items[index] : undefined);
    return item === undefined
      ? { operation: "", sysId: undefined, errors: [NO_ANSWER] }
      : { operation: textOf(item["operation"]), sysId: sysIdOf(item), errors: errorsOf(item) };
  });
}

/** Whether an error says that the data source is no choice of the instance. */
export function isUnknownDataSource({ errors }: IdentificationResult): boolean {
  return errors.some((error) =>
    /invalid data source|data_?source.*(invalid|not valid)|discovery_source/i.test(error),
  );
}

function errorsOf(item: JsonRecord): string[] {
  const errors = [item["errors"] ?? []].flat().map((error) => {
    if (!isRecord(error)) return textOf(error);
    return [error["error"], error["message"]]
      .map(textOf)
      .filter((word) => word !== "")
      .join(": ");
  });
  const words = errors.filter((error) => error !== "");
  const isError = errors.length > 0 || numberOf(item["errorCount"]) > 0;
  return words.length === 0 && isError ? ["an error without words"] : words;
}

function sysIdOf(item: JsonRecord): string | undefined {
  return [item["sysId"], item["sys_id"]].find(isSysId);
}

function holdsIndex(list: unknown, index: number): boolean {
  return Array.isArray(list) && list.some((item) => item === index || item === String(index));
}

/** A number, or a text with one; 0 for anything else. */
function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "string" ? Number(value) || 0 : 0;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 1000) : "";
}
