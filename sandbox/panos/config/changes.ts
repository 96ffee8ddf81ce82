import {
  type ConfigNode,
  childOf,
  emptyNode,
  nodeKey,
  type Path,
  segmentKey,
  segmentOf,
} from "./config-node";
import { nodeAt, replaceAt } from "./config-tree";
import { childSchema, type Schema } from "./schema";

/**
 * A difference between two configurations, in the units that one administrator's commit includes: a whole object or
 * rule, the existence of an entry such as a device group, or the order of rules.
 */
export interface Change {
  readonly path: Path;
  readonly kind: "object" | "entry" | "order";
}

export function changesBetween(schema: Schema, before: ConfigNode, after: ConfigNode): Change[] {
  return [...walk(schema, before, after, [segmentOf(after)])];
}

function* walk(
  schema: Schema,
  before: ConfigNode | undefined,
  after: ConfigNode | undefined,
  path: Path,
): Generator<Change> {
  if (before === after) return;
  const whole =
    schema.kind === "leaf" || schema.kind === "members" || (schema.kind === "container" && schema.object);
  if (whole) {
    yield { path, kind: "object" };
    return;
  }
  if (path.at(-1)?.tag === "entry" && (before === undefined) !== (after === undefined))
    yield { path, kind: "entry" };
  const old = new Map(before?.children.map((child) => [nodeKey(child), child]));
  const now = new Map(after?.children.map((child) => [nodeKey(child), child]));
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const segment = segmentOf(old.get(key) ?? now.get(key)!);
    const inner = childSchema(schema, segment);
    if (inner !== undefined) yield* walk(inner, old.get(key), now.get(key), [...path, segment]);
  }
  if (schema.kind !== "entries" || !schema.ordered) return;
  const common = (own: typeof old, other: typeof old): string =>
    [...own.keys()].filter((key) => other.has(key)).join("\n");
  if (common(old, now) !== common(now, old)) yield { path, kind: "order" };
}

/** `target` with some of the changes that lead to `source`. */
export const applyChanges = (
  target: ConfigNode,
  source: ConfigNode,
  changes: readonly Change[],
): ConfigNode => changes.reduce((root, change) => applyChange(root, source, change), target);

function applyChange(root: ConfigNode, source: ConfigNode, { path, kind }: Change): ConfigNode {
  const wanted = nodeAt(source, path);
  switch (kind) {
    case "object":
      return wanted === undefined && nodeAt(root, path) === undefined
        ? root
        : replaceAt(root, path, () => wanted, before(root, source, path));
    case "entry":
      if (wanted === undefined)
        return nodeAt(root, path) === undefined ? root : replaceAt(root, path, () => undefined);
      return replaceAt(root, path, (node) => node ?? emptyNode(path.at(-1)!));
    case "order":
      return nodeAt(root, path) === undefined
        ? root
        : replaceAt(root, path, (node) => inOrderOf(node!, wanted));
  }
}

/** The sibling that a new node of `source` is put behind in `root`. */
function before(root: ConfigNode, source: ConfigNode, path: Path): string | null | undefined {
  const [parent, last] = [path.slice(0, -1), path.at(-1)!];
  const there = nodeAt(root, parent);
  const siblings = nodeAt(source, parent)?.children.map(nodeKey) ?? [];
  const earlier = siblings.slice(0, siblings.indexOf(segmentKey(last)));
  const { tag, id } = last;
  if (there === undefined || childOf(there, tag, id) !== undefined) return undefined;
  const present = new Set(there.children.map(nodeKey));
  return earlier.reverse().find((key) => present.has(key)) ?? null;
}

function inOrderOf(node: ConfigNode, model: ConfigNode | undefined): ConfigNode {
  const rank = new Map(model?.children.map((child, index) => [nodeKey(child), index]));
  const rankOf = (child: ConfigNode): number => rank.get(nodeKey(child)) ?? Number.MAX_SAFE_INTEGER;
  return { ...node, children: [...node.children].sort((a, b) => rankOf(a) - rankOf(b)) };
}
