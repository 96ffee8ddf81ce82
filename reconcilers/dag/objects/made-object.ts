import { type ConfigScope, containerPath } from "../../../clients/panos";
import type { NoteName } from "../../../clients/panos/object-elements";

/** Kinds of objects that a binding makes in the configuration of a firewall. */
export type ObjectKind = "tag" | "address group" | "rule";

/** An object of a binding on the firewall, as it is kept in the state of the resource. */
export interface MadeObject {
  readonly kind: ObjectKind;
  readonly name: string;
  /** XPath of the container of the object. */
  readonly container: string;
  /** Whether the object existed before; such an object is given back and not removed. */
  readonly adopted?: boolean;
}

/** Name of the container of address groups in its scope. */
export const GROUPS = "address-group";

/** The element of an object that carries the mark of the owner. */
export function noteNameOf(kind: ObjectKind): NoteName {
  return kind === "tag" ? "comments" : "description";
}

/** Where objects are kept in a scope, in the order in which they are made: an object comes after those that it uses. */
export function objectPlaces(
  scope: ConfigScope,
): { readonly kind: ObjectKind; readonly container: string }[] {
  const rulebases = "vsys" in scope ? ["rulebase"] : ["pre-rulebase", "post-rulebase"];
  const places: [ObjectKind, string][] = [
    ["tag", "tag"],
    ["address group", GROUPS],
    ...rulebases.map((base): [ObjectKind, string] => ["rule", `${base}/security/rules`]),
  ];
  return places.map(([kind, name]) => ({ kind, container: containerPath(scope, name) }));
}
