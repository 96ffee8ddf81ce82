import { entryPath, type PanosConfiguration } from "../../clients/panos";
import { elementAt, textAt, type XmlElement } from "../../clients/panos/xml";
import { type DagBindingDefinition, filterOf } from "../../core/dag";
import {
  type BindingConfiguration,
  type ConfigObject,
  declaredObjects,
  groupPath,
  type ObjectKind,
} from "./config-objects";

/** An object of a binding that is on the firewall; stands in the state. */
export interface MadeObject {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly container: string;
  /** It was there before and is given back, not removed. */
  readonly adopted?: boolean;
}

export type ObjectChange =
  | { readonly verb: "make" | "change" | "adopt"; readonly object: ConfigObject; readonly move: boolean }
  | { readonly verb: "rename"; readonly object: ConfigObject; readonly from: string }
  | { readonly verb: "remove"; readonly made: MadeObject };

export interface ObjectPlan {
  readonly changes: readonly ObjectChange[];
  readonly problems: readonly string[];
  /** What is not in force as declared, though the candidate configuration has it: `tag a`, … */
  readonly uncommitted: readonly string[];
}

export interface ObjectPlanOptions {
  readonly configuration: PanosConfiguration;
  readonly definition: DagBindingDefinition;
  readonly declared: BindingConfiguration;
  /** What earlier runs made. */
  readonly made: readonly MadeObject[];
  /** Owners under whose mark they may stand. */
  readonly owners: readonly string[];
  readonly adopt: boolean;
}

/** What stands in a comment or description and says whose an object is. */
export function ownerMark(owner: string): string {
  return `[illumio-iac: ${owner}]`;
}

/** Compares the objects of a binding with the firewall's configuration, and writes nothing. */
export async function planObjects(options: ObjectPlanOptions): Promise<ObjectPlan> {
  const { configuration, definition, declared, made } = options;
  const plan = { changes: [] as ObjectChange[], problems: [] as string[], uncommitted: [] as string[] };
  const { addressGroup } = declared;
  if (addressGroup?.existing) {
    const found = await configuration.candidate(groupPath(definition, addressGroup.name));
    const problem = existingProblem(found, addressGroup.name, definition.tag);
    if (problem) plan.problems.push(problem);
  }
  const wanted = declaredObjects(definition, declared);
  for (const object of wanted) await planObject(object, options, plan);
  const gone = made.filter(
    (old) => !wanted.some((object) => object.kind === old.kind && object.container === old.container),
  );
  // What was made last goes first, because it uses the others.
  for (const old of gone) plan.changes.unshift({ verb: "remove", made: staying(old, declared) });
  return plan;
}

/** A group that is only fed from now on, and the tag in its filter, stay and lose the mark. */
function staying(old: MadeObject, { addressGroup }: BindingConfiguration): MadeObject {
  const isFed = old.kind === "tag" || (old.kind === "address group" && old.name === addressGroup?.name);
  return addressGroup?.existing && isFed ? { ...old, adopted: true } : old;
}

async function planObject(
  object: ConfigObject,
  { configuration, declared, made, owners, adopt }: ObjectPlanOptions,
  plan: { changes: ObjectChange[]; problems: string[]; uncommitted: string[] },
): Promise<void> {
  const title = `${object.kind} ${object.name}`;
  const path = entryPath(object.container, object.name);
  const before = made.find(({ kind, container }) => kind === object.kind && container === object.container);
  const found = await configuration.candidate(path);
  if (found === undefined && before !== undefined && before.name !== object.name) {
    const old = await configuration.candidate(entryPath(object.container, before.name));
    if (old !== undefined && isOurs(object, old, owners)) {
      plan.changes.push({ verb: "rename", object, from: before.name });
      if (!isSame(object, old, owners[0]!)) plan.changes.push({ verb: "change", object, move: false });
      return;
    }
  }
  if (found === undefined) plan.changes.push({ verb: "make", object, move: true });
  else if (!isOurs(object, found, owners)) {
    if (adopt) plan.changes.push({ verb: "adopt", object, move: true });
    else
      plan.problems.push(
        `the ${title} is on the firewall already and does not carry the mark of this binding. Choose another name, ` +
          `take it over with adopt: true${object.kind === "address group" ? ", or only feed it with addressGroup.existing: true" : ""}`,
      );
  } else if (!isSame(object, found, owners[0]!)) plan.changes.push({ verb: "change", object, move: false });
  else if (declared.commit !== "none") {
    const running = await configuration.running(path);
    if (running === undefined || !isSame(object, running, owners[0]!)) plan.uncommitted.push(title);
  }
}

function existingProblem(found: XmlElement | undefined, name: string, tag: string): string | undefined {
  if (found === undefined)
    return `the address group ${name} is not on the firewall. Make it, or leave out addressGroup.existing`;
  const filter = textAt(elementAt(found, "dynamic"), "filter");
  if (filter === undefined) return `the address group ${name} is not a dynamic one`;
  return filter.includes(filterOf(tag))
    ? undefined
    : `the filter of the address group ${name} does not name the tag: it is "${filter}", and has to hold ${filterOf(tag)}`;
}

/** The note of an object as the binding writes it. */
export function noteOf({ description }: ConfigObject, owner: string): string {
  return [description, ownerMark(owner)].filter((part) => part !== "").join(" ");
}

function isOurs({ note }: ConfigObject, entry: XmlElement, owners: readonly string[]): boolean {
  const text = textAt(entry, note) ?? "";
  return owners.some((owner) => text.includes(ownerMark(owner)));
}

function isSame(object: ConfigObject, entry: XmlElement, owner: string): boolean {
  return object.same(entry) && (textAt(entry, object.note) ?? "") === noteOf(object, owner);
}
