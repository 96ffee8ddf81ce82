import { lineage } from "../data/classes";
import type { Instance, StoredRecord } from "../data/instance";

/** How records of a class are told apart: sets of attributes, tried in order. */
export interface IdentifierRule {
  readonly name: string;
  readonly entries: readonly (readonly string[])[];
  /** Whether a record is identified only together with another one, to which the payload has a relation. */
  readonly dependent?: boolean;
}

/** The rules of classes; a class without one has that of the class it extends. */
export type IdentifierRules = Readonly<Record<string, IdentifierRule>>;

export const defaultIdentifiers: IdentifierRules = {
  cmdb_ci_hardware: { name: "Hardware Rule", entries: [["serial_number"], ["name"]] },
  cmdb_ci_vm_instance: { name: "Virtual Machine Instance Rule", entries: [["object_id"]], dependent: true },
};

export interface Attempt {
  readonly identifierName: string;
  readonly attributes: readonly string[];
  readonly searchOnTable: string;
  readonly attemptResult: "SKIPPED" | "NO_MATCH" | "MATCHED" | "MULTI_MATCH";
  readonly hybridEntryCiAttributes: readonly string[];
}

export interface Identification {
  readonly attempts: readonly Attempt[];
  readonly match: StoredRecord | undefined;
  /** The values that the first usable set of attributes has; undefined when none has all its values. */
  readonly identity: string | undefined;
}

export function ruleOf(
  rules: IdentifierRules,
  className: string,
): (IdentifierRule & { readonly table: string }) | undefined {
  const table = lineage(className).find((each) => Object.hasOwn(rules, each));
  return table === undefined ? undefined : { ...rules[table]!, table };
}

/** Looks for the record that the values describe. Of several that match, the oldest is taken. */
export function identify(
  instance: Instance,
  { name, entries, table }: IdentifierRule & { readonly table: string },
  values: Readonly<Record<string, unknown>>,
): Identification {
  const attempts: Attempt[] = [];
  let identity: string | undefined;
  for (const attributes of entries) {
    const wanted = attributes.map((attribute) => String(values[attribute] ?? "").toLowerCase());
    const attempt = {
      identifierName: name,
      attributes,
      searchOnTable: table,
      hybridEntryCiAttributes: [],
    };
    if (wanted.includes("")) {
      attempts.push({ ...attempt, attemptResult: "SKIPPED" });
      continue;
    }
    identity ??= JSON.stringify([table, attributes, wanted]);
    const matches = [...instance.records(table)].filter((record) =>
      attributes.every((attribute, index) => record.values[attribute]?.toLowerCase() === wanted[index]),
    );
    const [first] = matches.sort((a, b) => age(a) - age(b));
    const attemptResult =
      matches.length === 0 ? "NO_MATCH" : matches.length === 1 ? "MATCHED" : "MULTI_MATCH";
    attempts.push({ ...attempt, attemptResult });
    if (first !== undefined) return { attempts, match: first, identity };
  }
  return { attempts, match: undefined, identity };
}

const age = ({ values }: StoredRecord): number => Date.parse(`${values["sys_created_on"]}Z`);
