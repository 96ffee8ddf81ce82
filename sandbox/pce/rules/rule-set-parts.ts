import { invalidUri, notFound } from "../pce-error";
import type { PceStore } from "../pce-store";
import { validate } from "../schema";
import type { PartFields, PartKind } from "./part-kind";
import type { PartRow } from "./rule-row";
import type { RuleSetRow } from "./rule-set-row";

/** The parts of one kind that a rule set has. */
export function partsOf<P extends PartRow>(kind: PartKind<P>, ruleSet: RuleSetRow): readonly P[] {
  return ruleSet[kind.list] as unknown as readonly P[];
}

export function findPart<P extends PartRow>(kind: PartKind<P>, ruleSet: RuleSetRow, href: string): P {
  const part = partsOf(kind, ruleSet).find((one) => one.href === href);
  if (part === undefined) throw notFound(href);
  return part;
}

/** A new part, without an href. @throws PceError 406 */
export function newPart<P extends PartRow>(store: PceStore, kind: PartKind<P>, body: unknown): P {
  validate(kind.createSchema, body);
  const { update_type: _, ...attributes } = body as Record<string, unknown>;
  const fields: PartFields<P> = { ...kind.blank, ...kind.read(store, attributes) };
  kind.check?.(fields);
  const now = store.timestamp();
  return {
    href: "",
    created_at: now,
    updated_at: now,
    deleted_at: null,
    created_by: store.user,
    updated_by: store.user,
    deleted_by: null,
    update_type: "create",
    ...fields,
  } as unknown as P;
}

/** The part with the attributes that a body names. @throws PceError 406 */
export function changedPart<P extends PartRow>(
  store: PceStore,
  kind: PartKind<P>,
  before: P,
  body: Readonly<Record<string, unknown>>,
): P {
  const fields = { ...before, ...kind.read(store, body) };
  kind.check?.(fields as unknown as PartFields<P>);
  const type = before.update_type === "create" ? "create" : (before.update_type ?? "update");
  return { ...fields, updated_at: store.timestamp(), updated_by: store.user, update_type: type };
}

/** The part marked as deleted when it is in force, undefined when it is gone at once. */
export function deletedPart<P extends PartRow>(store: PceStore, before: P): P | undefined {
  if (before.update_type === "create") return undefined;
  return {
    ...before,
    deleted_at: store.timestamp(),
    deleted_by: store.user,
    update_type: "delete",
  };
}

/**
 * Parts of a rule set from the list in a body that changes it: entries with an href change a part, those without make
 * one, and a part that the list leaves out is deleted.
 *
 * @throws PceError 406
 */
export function readParts<P extends PartRow>(
  store: PceStore,
  kind: PartKind<P>,
  bodies: readonly Readonly<Record<string, unknown>>[],
  before: RuleSetRow | undefined,
): P[] {
  const old = new Map((before === undefined ? [] : partsOf(kind, before)).map((part) => [part.href, part]));
  const kept = new Set<string>();
  const parts = bodies.map((body): P => {
    if (body["href"] === undefined) return newPart(store, kind, body);
    validate(kind.entrySchema, body);
    const { href, update_type: _, ...attributes } = body;
    const part = old.get(href as string);
    if (part === undefined || kept.has(part.href)) throw invalidUri(href);
    kept.add(part.href);
    return Object.keys(attributes).length === 0 ? part : changedPart(store, kind, part, attributes);
  });
  const gone = [...old.values()].filter(({ href }) => !kept.has(href));
  return [...parts, ...gone.flatMap((part) => deletedPart(store, part) ?? [])];
}

/** Gives new parts their hrefs. */
export function withHrefs(kind: PartKind<PartRow>, ruleSet: RuleSetRow, newId: () => number): PartRow[] {
  return partsOf(kind, ruleSet).map((part) =>
    part.href === "" ? { ...part, href: `${ruleSet.href}/${kind.path}/${newId()}` } : part,
  );
}

/** The parts once they are provisioned. */
export function settledParts<P extends PartRow>(parts: readonly P[]): P[] {
  return parts
    .filter(({ update_type: type }) => type !== "delete")
    .map((part) => (part.update_type === null ? part : { ...part, update_type: null }));
}
