import { entryPath, type PanosConfiguration } from "../../../clients/panos";
import { filterOfGroup, noteOfEntry } from "../../../clients/panos/object-elements";
import type { XmlElement } from "../../../clients/panos/xml";
import { filterOf, type NamedBinding } from "../../../core/dag";
import {
  anyNoteMark,
  isOfIncarnation,
  markedNote,
  type NoteMark,
  noteMark,
} from "../../../core/ownership/note-mark";
import { isSameStack } from "../../../core/ownership/owner-reference";
import { isStackReference } from "../../../core/ownership/stack-reference";
import { sameText } from "../../../core/xml-text";
import { type MadeObject, noteNameOf, type ObjectKind } from "../../../reconcilers/dag/objects/made-object";
import { type BindingConfiguration, type ConfigObject, declaredObjects, groupPath } from "./config-objects";
import { markedObjects } from "./left-objects";
import type { MarkOwner } from "./marks-of-stack";

export type ObjectChange =
  | { readonly verb: "make" | "change" | "adopt"; readonly object: ConfigObject; readonly move: boolean }
  | { readonly verb: "rename"; readonly object: ConfigObject; readonly from: string }
  | { readonly verb: "remove"; readonly made: MadeObject };

export interface ObjectPlan {
  readonly changes: readonly ObjectChange[];
  readonly problems: readonly string[];
  /** Objects as declared in the candidate configuration that the running one does not have yet: `tag a`, … */
  readonly uncommitted: readonly string[];
  /** Kinds of the declared objects that existed before and that a destroy leaves in place. */
  readonly adopted: readonly ObjectKind[];
  /** Whether an object is removed that a cut-off run put in force, so that the removal has to be committed. */
  readonly leftInForce: boolean;
}

export interface ObjectPlanOptions {
  readonly configuration: PanosConfiguration;
  readonly definition: NamedBinding;
  readonly declared: BindingConfiguration;
  /** What earlier runs made. */
  readonly made: readonly MadeObject[];
  /** Owners whose marks the objects may carry. */
  readonly owners: readonly string[];
  /** Creations of other resources from which objects pass to this one. */
  readonly passing?: readonly MarkOwner[];
  /** Incarnation that the marks name besides the owner. */
  readonly incarnation?: string;
  /** Former owner that the marks name besides the owner. */
  readonly former?: string;
  /** Whether objects of other incarnations are in use, so that a search passes them over. */
  readonly replaces?: boolean;
  readonly adopt: boolean;
  /**
   * Whether to look for objects under any name that carry a mark of the owners: an earlier run may have been cut off.
   */
  readonly search?: boolean;
}

/** Compares the objects of a binding with the firewall's configuration, and writes nothing. */
export async function planObjects(options: ObjectPlanOptions): Promise<ObjectPlan> {
  const { configuration, definition, declared, made, search = false } = options;
  const plan: WritablePlan = { changes: [], problems: [], uncommitted: [], adopted: [] };
  const { addressGroup } = declared;
  if (addressGroup?.existing) {
    const found = await configuration.candidate(groupPath(definition, addressGroup.name));
    const problem = existingProblem(found, addressGroup.name, definition.tag);
    if (problem) plan.problems.push(problem);
  }
  const wanted = declaredObjects(definition, declared);
  const marked = search ? await allMarked(options) : [];
  for (const object of wanted) await planObject(object, [...made, ...marked], options, plan);
  const isWanted = (old: MadeObject) =>
    wanted.some((object) => object.kind === old.kind && object.container === old.container);
  const gone = made.filter((old) => !isWanted(old));
  const left = marked.filter(
    (old) => !gone.some((known) => isSameObject(known, old)) && !isNamed(old, wanted, plan),
  );
  // Objects are removed in reverse order of creation, because later ones use the earlier ones.
  for (const old of [...gone, ...left.filter(({ kind }) => kind === "rule")])
    plan.changes.unshift({ verb: "remove", made: staying(old, declared) });
  // Objects that a rule used until now are removed after the rule was changed.
  for (const old of left.filter(({ kind }) => kind !== "rule").reverse())
    plan.changes.push({ verb: "remove", made: staying(old, declared) });
  return { ...plan, leftInForce: await isAnyInForce(left, configuration) };
}

async function allMarked(options: ObjectPlanOptions): Promise<MadeObject[]> {
  const { configuration, definition, owners, passing = [], replaces, incarnation } = options;
  const found = await markedObjects(
    configuration,
    definition,
    owners,
    replaces === true ? incarnation : undefined,
  );
  for (const from of passing)
    found.push(...(await markedObjects(configuration, definition, [from.owner], from.incarnation)));
  return found;
}

/** The mark of the resource, of its earlier names, or of one from which its objects pass to it. */
function ownMark(
  note: string,
  { owners, passing = [] }: Pick<ObjectPlanOptions, "owners" | "passing">,
): NoteMark | undefined {
  const mark = noteMark(note, owners);
  if (mark !== undefined) return mark;
  for (const { owner, incarnation } of passing) {
    const passes = noteMark(note, [owner]);
    if (passes !== undefined && isOfIncarnation(passes, incarnation)) return passes;
  }
  return undefined;
}

/** Whether somebody committed one of these objects. */
export async function isAnyInForce(
  objects: readonly MadeObject[],
  configuration: PanosConfiguration,
): Promise<boolean> {
  for (const { container, name } of objects)
    if ((await configuration.running(entryPath(container, name))) !== undefined) return true;
  return false;
}

interface WritablePlan {
  readonly changes: ObjectChange[];
  readonly problems: string[];
  readonly uncommitted: string[];
  readonly adopted: ObjectKind[];
}

function isSameObject(one: Omit<MadeObject, "adopted">, other: Omit<MadeObject, "adopted">): boolean {
  return one.kind === other.kind && one.name === other.name && one.container === other.container;
}

/** Whether an object is declared, or is renamed to a declared one. */
function isNamed(old: MadeObject, wanted: readonly ConfigObject[], { changes }: WritablePlan): boolean {
  if (wanted.some((object) => isSameObject(object, old))) return true;
  return changes.some(
    (change) => change.verb === "rename" && isSameObject({ ...change.object, name: change.from }, old),
  );
}

/** A group that is declared as `existing` from now on, and the tag in its filter, stay and lose the mark. */
function staying(old: MadeObject, { addressGroup }: BindingConfiguration): MadeObject {
  const isFed = old.kind === "tag" || (old.kind === "address group" && old.name === addressGroup?.name);
  return addressGroup?.existing && isFed ? { ...old, adopted: true } : old;
}

async function planObject(
  object: ConfigObject,
  made: readonly MadeObject[],
  options: ObjectPlanOptions,
  plan: WritablePlan,
): Promise<void> {
  const { configuration, declared, owners, incarnation, former, adopt } = options;
  const title = `${object.kind} ${object.name}`;
  const path = entryPath(object.container, object.name);
  const found = await configuration.candidate(path);
  const renamed = found === undefined ? await earlierName(object, made, options) : undefined;
  const mark = ownMark(noteOf(found ?? renamed?.entry ?? {}, object), options);
  if (mark?.adopted) plan.adopted.push(object.kind);
  const note = markedNote(object.description, owners[0]!, mark?.adopted === true, incarnation, former);
  const isSame = (entry: XmlElement) => object.same(entry) && sameText(noteOf(entry, object), note);
  if (renamed !== undefined) {
    plan.changes.push({ verb: "rename", object, from: renamed.name });
    if (!isSame(renamed.entry)) plan.changes.push({ verb: "change", object, move: false });
  } else if (found === undefined) plan.changes.push({ verb: "make", object, move: true });
  else if (mark === undefined) {
    if (adopt) {
      plan.changes.push({ verb: "adopt", object, move: true });
      plan.adopted.push(object.kind);
    } else
      plan.problems.push(
        `the ${title} is on the firewall already and does not carry the mark of this binding${whose(noteOf(found, object), owners[0]!)}. Choose another name, ` +
          `take it over with adopt: true${object.kind === "address group" ? ", or only feed it with addressGroup.existing: true" : ""}`,
      );
  } else if (!isSame(found)) plan.changes.push({ verb: "change", object, move: false });
  else if (declared.commit !== "none") {
    const running = await configuration.running(path);
    if (running === undefined || !isSame(running)) plan.uncommitted.push(title);
  }
}

function noteOf(entry: XmlElement, { kind }: ConfigObject): string {
  return noteOfEntry(entry, noteNameOf(kind));
}

function whose(note: string, own: string): string {
  const other = anyNoteMark(note);
  if (other === undefined) return "";
  const { owner } = other;
  if (isStackReference(owner) && isSameStack(owner, own))
    return (
      `, but that of '${owner}', a construct of this stack whose binding has another tag; if this one is that construct ` +
      "under a new name, give it the name or the tag of before"
    );
  return `, but that of '${owner}'; if that one is gone, go on with it by takeOverFrom: ${JSON.stringify(owner)}`;
}

/** The object under its earlier name, if it is still there and still carries a mark of ours. */
async function earlierName(
  object: ConfigObject,
  made: readonly MadeObject[],
  options: ObjectPlanOptions,
): Promise<{ readonly name: string; readonly entry: XmlElement } | undefined> {
  for (const { kind, name, container } of made) {
    if (kind !== object.kind || container !== object.container || name === object.name) continue;
    const entry = await options.configuration.candidate(entryPath(container, name));
    if (entry !== undefined && ownMark(noteOf(entry, object), options)) return { name, entry };
  }
  return undefined;
}

function existingProblem(found: XmlElement | undefined, name: string, tag: string): string | undefined {
  if (found === undefined)
    return `the address group ${name} is not on the firewall. Make it, or leave out addressGroup.existing`;
  const filter = filterOfGroup(found);
  if (filter === undefined) return `the address group ${name} is not a dynamic one`;
  return filter.includes(filterOf(tag))
    ? undefined
    : `the filter of the address group ${name} does not name the tag: it is "${filter}", and has to hold ${filterOf(tag)}`;
}
