import { beginningOf } from "../../core/ownership/owner-reference";
import { dynamicType } from "./state-names";

/** `<package>:<module>:<Type>` of each parent, joined by `$`; a module may hold slashes, a type does not. */
const PARENT_TYPES = /^([^:/$]+:[^:$]*:[^:/$]+(?:\$[^:/$]+:[^:$]*:[^:/$]+)*)\/(.+)$/s;

/**
 * The option that tells the engine under which name, or below which parents, a resource stood before.
 *
 * @param kind class of the resource
 * @param former owner reference that it had; of the same stack
 * @param present owner reference that it has
 */
export function aliasHint(kind: string, former: string, present: string): string {
  const [before, now] = [placeOf(former), placeOf(present)];
  if (!before) return 'aliases: [{ name: "…" }] with its former name';
  if (before.parentTypes === now?.parentTypes) return `aliases: [{ name: ${JSON.stringify(before.name)} }]`;
  const { project, stack, parentTypes, name } = before;
  const type = [...(parentTypes ? [parentTypes] : []), dynamicType(kind)].join("$");
  return `aliases: [${JSON.stringify(`urn:pulumi:${stack}::${project}::${type}::${name}`)}]`;
}

interface Place {
  readonly project: string;
  readonly stack: string;
  readonly parentTypes: string;
  readonly name: string;
}

/** Undefined where a reference was too long and is cut off. */
function placeOf(reference: string): Place | undefined {
  if (beginningOf(reference) !== undefined) return undefined;
  const [, project = "", stack = "", rest = ""] = /^[^/]*\/([^/]*)\/([^/]*)\/(.*)$/s.exec(reference) ?? [];
  if (rest.startsWith("/")) return { project, stack, parentTypes: "", name: rest.slice(1) };
  const [, parentTypes = "", name = ""] = PARENT_TYPES.exec(rest) ?? [];
  return name === "" ? undefined : { project, stack, parentTypes, name };
}
