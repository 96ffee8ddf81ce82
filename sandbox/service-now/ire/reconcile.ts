import { descendsFrom, isTable } from "../data/classes";
import type { Instance, StoredRecord } from "../data/instance";
import { type Attempt, type IdentifierRules, identify, ruleOf } from "./identifiers";
import type { Payload, PayloadItem } from "./payload";

export interface ItemError {
  readonly error: string;
  readonly message: string;
}

type Operation = "INSERT" | "UPDATE" | "UPDATE_WITH_UPGRADE" | "NO_CHANGE";

/** What is to be done with one item. */
export interface Decision {
  readonly item: PayloadItem;
  readonly attempts: readonly Attempt[];
  readonly match: StoredRecord | undefined;
  readonly identity: string | undefined;
  readonly operation: Operation;
  readonly errors: readonly ItemError[];
}

/** Decides for every item of a payload; nothing is written. */
export function decide(
  instance: Instance,
  rules: IdentifierRules,
  { items, relations }: Payload,
): readonly Decision[] {
  const decisions = items.map((item, index) =>
    decideItem(
      instance,
      rules,
      item,
      relations.some(({ parent, child }) => parent === index || child === index),
    ),
  );
  return decisions.map((decision) => {
    const same = decisions.filter(({ identity }) => identity !== undefined && identity === decision.identity);
    const error = {
      error: "DUPLICATE_PAYLOAD_RECORDS",
      message: `${same.length} items of the payload have one identity ${decision.identity}`,
    };
    return same.length > 1 ? { ...decision, errors: [...decision.errors, error] } : decision;
  });
}

function decideItem(
  instance: Instance,
  rules: IdentifierRules,
  item: PayloadItem,
  isRelated: boolean,
): Decision {
  const { className, values } = item;
  const rule = isTable(className) ? ruleOf(rules, className) : undefined;
  const refused = (error: string, message: string, attempts: readonly Attempt[] = []): Decision => ({
    item,
    attempts,
    match: undefined,
    identity: undefined,
    operation: "INSERT",
    errors: [{ error, message }],
  });
  if (!isTable(className)) return refused("INVALID_INPUT_DATA", `There is no class [${className}]`);
  if (rule === undefined)
    return refused("IDENTIFICATION_RULE_MISSING", `Identity Rule Missing for table [${className}]`);
  const { attempts, match, identity } = identify(instance, rule, values);
  if (identity === undefined) {
    const message = `In payload missing minimum set of input values for criterion (matching) attributes from identify rule for table [${className}]. Add these input values in payload item`;
    return refused("MISSING_MATCHING_ATTRIBUTES", message, attempts);
  }
  if (rule.dependent === true && !isRelated) {
    const message = `In payload missing dependency: an item of the class [${className}] needs a relation to the item it depends on`;
    return refused("MISSING_DEPENDENCY", message, attempts);
  }
  return {
    item,
    attempts,
    match,
    identity,
    operation: match === undefined ? "INSERT" : operationOn(instance, match, item),
    errors: [],
  };
}

/** A record becomes one of a class that extends its own; it never goes back to a class that its own extends. */
function operationOn(instance: Instance, match: StoredRecord, { className, values }: PayloadItem): Operation {
  if (className !== match.table && descendsFrom(className, match.table)) return "UPDATE_WITH_UPGRADE";
  return instance.wouldChange(match, values) ? "UPDATE" : "NO_CHANGE";
}

/** Writes what was decided. @returns the sys_id of the record */
export function commit(instance: Instance, decision: Decision, dataSource: string, by: string): string {
  const { item, match, operation } = decision;
  const { sys_class_name: _, ...values } = item.values;
  const discovered = { discovery_source: dataSource, last_discovered: instance.clock.timestamp() };
  if (match === undefined) {
    const first = { first_discovered: discovered.last_discovered };
    return instance.insert(item.className, { ...values, ...discovered, ...first }, by).values["sys_id"]!;
  }
  if (operation !== "NO_CHANGE") {
    const upgrade = operation === "UPDATE_WITH_UPGRADE" ? { sys_class_name: item.className } : {};
    instance.update(match, { ...values, ...discovered, ...upgrade }, by);
  }
  return match.values["sys_id"]!;
}
