import type { DagBindingDefinition } from "../dag";
import { definitionRevision } from "../dag/binding-definition";

/**
 * What a component gives the *dag-sync* function, as a file of JSON beside its code.
 *
 * A file and not a variable: Lambda takes 4 KB of variables, and twenty definitions have some 9 KB. It is part of the code
 * archive, so code and definitions change in one call, and it needs neither a permission nor a call to be read.
 */
export interface DagSyncContent {
  readonly version: 1;
  /** Name of a firewall → ARN of the secret with its connection. */
  readonly firewalls: Readonly<Record<string, string>>;
  readonly bindings: readonly DagBindingDefinition[];
}

export const DAG_SYNC_FILE = "dag-sync.json";

/** The function's time when the user says nothing, in seconds. */
export const DAG_SYNC_TIMEOUT_IN_SECONDS = 240;

/** What is wrong with bindings and firewalls together; nothing when they can be followed. */
export function dagSyncProblems({
  firewalls,
  bindings,
}: Pick<DagSyncContent, "bindings"> & {
  /** Names count only. */
  readonly firewalls: Readonly<Record<string, unknown>>;
}): string[] {
  const names = new Map<string, string>();
  const connections = new Set(bindings.map(({ connection }) => connection ?? "the default one"));
  return [
    ...(connections.size > 1
      ? [`are of several PCE connections (${[...connections].join(", ")}); give each connection its own`]
      : []),
    ...bindings.flatMap((definition) => {
      const { owner: _, revision, ...declaration } = definition;
      const { name, tag, target } = definition;
      const { firewall, vsys = "vsys1", serials, deviceGroup } = target;
      const key = JSON.stringify([firewall, vsys, serials, deviceGroup, tag]);
      const other = names.get(key);
      names.set(key, name);
      return [
        ...(definitionRevision(declaration) === revision
          ? []
          : [
              `the definition of ${name} is not as its binding made it: pass the output "definition" unchanged`,
            ]),
        ...(Object.hasOwn(firewalls, firewall)
          ? []
          : [`${name} is on the firewall ${firewall}, for which there is no secret`]),
        ...(other === undefined ? [] : [`${name} has the tag of ${other}, ${tag}; a tag has one binding`]),
      ];
    }),
  ];
}

/** Text of the file. The same content gives the same text, whatever the order of its keys. */
export function dagSyncText(content: DagSyncContent): string {
  return JSON.stringify(content, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
