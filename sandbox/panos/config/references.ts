import { isAddress } from "./checks";
import { arrows, type ConfigNode, childOf, type Path, segmentOf } from "./config-node";
import { nodeAt } from "./config-tree";
import { type Container, childSchema, missingIn, type Reference, type Schema } from "./schema";

export interface Use {
  /** Path of the object that names something. */
  readonly object: Path;
  /** Path of the list that holds the name. */
  readonly list: Path;
  readonly refersTo: Reference;
  readonly name: string;
}

/** The names that an object or rule uses. */
export function* usesOf(schema: Schema, node: ConfigNode, object: Path, list: Path = object): Generator<Use> {
  if (schema.kind === "members") {
    const { refersTo } = schema;
    if (refersTo !== undefined)
      for (const { text: name } of node.children) yield { object, list, refersTo, name };
    return;
  }
  for (const child of node.children) {
    const segment = segmentOf(child);
    const inner = childSchema(schema, segment);
    if (inner !== undefined) yield* usesOf(inner, child, object, [...list, segment]);
  }
}

export interface PlacedObject {
  readonly schema: Container;
  readonly node: ConfigNode;
  readonly path: Path;
}

/** Every object and rule of a configuration. */
export function* objectsOf(
  schema: Schema,
  node: ConfigNode,
  path: Path = [segmentOf(node)],
): Generator<PlacedObject> {
  if (schema.kind === "container" && schema.object) {
    yield { schema, node, path };
    return;
  }
  for (const child of node.children) {
    const segment = segmentOf(child);
    const inner = childSchema(schema, segment);
    if (inner !== undefined) yield* objectsOf(inner, child, [...path, segment]);
  }
}

const SCOPED = new Set(["vsys", "device-group"]);

/** The vsys or device group that a path leads into; undefined in shared. */
export function scopeOf(path: Path): Path | undefined {
  const index = path.findIndex(({ tag }) => SCOPED.has(tag));
  return index < 0 || path[index + 1] === undefined ? undefined : path.slice(0, index + 2);
}

/** Where a name is looked up: its own place, then shared, then what Panorama pushed. */
export type Pushed = (vsys: string) => readonly ConfigNode[];

const isLiteral = (name: string): boolean => name === "any" || isAddress(name) || /^[A-Z]{2}$/.test(name);

export function resolves(root: ConfigNode, { object, refersTo, name }: Use, pushed: Pushed): boolean {
  if (refersTo === "endpoint" && isLiteral(name)) return true;
  const scope = scopeOf(object);
  const places = [
    scope && nodeAt(root, scope),
    childOf(root, "shared"),
    ...pushed(scope?.at(-1)?.id ?? "vsys1"),
  ];
  const kinds = refersTo === "tag" ? ["tag"] : ["address", "address-group"];
  return places.some((place) =>
    kinds.some((kind) => childOf(childOf(place, kind), "entry", name) !== undefined),
  );
}

/** Uses, in the whole configuration, of names that are not there; `names` limits it to some. */
export function danglingUses(
  schema: Schema,
  root: ConfigNode,
  pushed: Pushed,
  names?: ReadonlySet<string>,
): Use[] {
  const dangling: Use[] = [];
  for (const { schema: inner, node, path } of objectsOf(schema, root))
    for (const use of usesOf(inner, node, path))
      if ((names?.has(use.name) ?? true) && !resolves(root, use, pushed)) dangling.push(use);
  return dangling;
}

export const notAReference = ({ list, name }: Use): string[] => [
  `${arrows(list.slice(-3))} '${name}' is not a valid reference`,
  `${arrows(list.slice(-3))} is invalid`,
];

/** What the validation of a commit finds. */
export function commitProblems(schema: Schema, root: ConfigNode, pushed: Pushed): string[] {
  const missing = [...objectsOf(schema, root)].flatMap(({ schema: inner, node, path }) => [
    ...missingIn(inner, node, path.slice(-2)),
    ...node.children.flatMap((child) => {
      const deeper = childSchema(inner, segmentOf(child));
      return deeper?.kind === "container"
        ? missingIn(deeper, child, [...path.slice(-2), segmentOf(child)])
        : [];
    }),
  ]);
  return [...missing, ...danglingUses(schema, root, pushed).flatMap(notAReference)];
}
