import { arrows, type ConfigNode, nodeKey, type Path, type Segment, segmentOf } from "./config-node";

/** What is wrong with a value, as the text after the value in a message; undefined when nothing is. */
export type Check = (value: string) => string | undefined;

/** What the members of a list refer to: a tag object; address objects and groups; or those, an address or `any`. */
export type Reference = "tag" | "member" | "endpoint";

export interface Container {
  readonly kind: "container";
  readonly children: Readonly<Record<string, Schema>>;
  /** A node has at most one of these children; a `set` of one removes the other. */
  readonly choice?: readonly string[];
  /** Names, or choices of names, that a commit requires. */
  readonly required?: readonly (readonly string[])[];
  /** Changed, committed and checked as one: an object or a rule. */
  readonly object?: boolean;
  readonly uuid?: boolean;
}

export interface Entries {
  readonly kind: "entries";
  readonly entry: Container;
  readonly name: Check;
  /** Whether the order counts, as with rules. */
  readonly ordered?: boolean;
}

export interface Members {
  readonly kind: "members";
  readonly value: Check;
  readonly refersTo?: Reference;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Leaf {
  readonly kind: "leaf";
  readonly value: Check;
}

/** The closed grammar of a part of the configuration: what it does not name is refused. */
export type Schema = Container | Entries | Members | Leaf;

export function childSchema(schema: Schema, { tag }: Segment): Schema | undefined {
  if (schema.kind === "container")
    return Object.hasOwn(schema.children, tag) ? schema.children[tag] : undefined;
  return schema.kind === "entries" && tag === "entry" ? schema.entry : undefined;
}

/** The schema at a path, member values left out; undefined where the grammar knows no such place. */
export function schemaAt(root: Schema, path: Path): Schema | undefined {
  let schema: Schema | undefined = root;
  for (const [index, segment] of path.slice(1).entries()) {
    if (schema?.kind === "members" && segment.tag === "member" && index === path.length - 2) return schema;
    schema = schema && childSchema(schema, segment);
  }
  return schema;
}

/** Problems of a node by the grammar. Nodes that `before` has too were checked when they were written. */
export function problemsOf(
  schema: Schema,
  node: ConfigNode,
  path: Path,
  before: ConfigNode | undefined,
): string[] {
  const at = arrows(path);
  const seen = new Set(before?.children);
  const keys = node.children.map(nodeKey);
  const twice = node.children.length > new Set(keys).size;
  const problems = twice ? [`${at} has duplicate children`, `${at} is invalid`] : [];
  if (schema.kind === "leaf" || schema.kind === "members")
    return [...problems, ...valueProblems(schema, node, at)];
  if (node.text !== "") problems.push(`${at} '${node.text}' is unexpected`);
  for (const child of node.children) {
    if (seen.has(child)) continue;
    const segment = segmentOf(child);
    const inner = childSchema(schema, segment);
    if (inner === undefined) {
      problems.push(`${at} -> ${child.tag} unexpected here`, `${at} is invalid`);
      continue;
    }
    const problem = schema.kind === "entries" ? schema.name(child.name ?? "") : undefined;
    if (problem !== undefined) problems.push(`${at} -> ${child.name ?? ""} ${problem}`, `${at} is invalid`);
    const old = before?.children.find((other) => nodeKey(other) === nodeKey(child));
    problems.push(...problemsOf(inner, child, [...path, segment], old));
  }
  const chosen =
    schema.kind === "container" ? node.children.filter(({ tag }) => schema.choice?.includes(tag)) : [];
  if (chosen.length > 1) problems.push(`${at} has both ${chosen.map(({ tag }) => tag).join(" and ")}`);
  return problems;
}

function valueProblems(schema: Leaf | Members, node: ConfigNode, at: string): string[] {
  const problems: string[] = [];
  const check = (value: string): void => {
    const problem = schema.value(value);
    if (problem !== undefined) problems.push(`${at} '${value}' ${problem}`, `${at} is invalid`);
  };
  if (schema.kind === "leaf") {
    if (node.children.length > 0) problems.push(`${at} -> ${node.children[0]!.tag} unexpected here`);
    check(node.text);
    return problems;
  }
  const strange = node.children.find(({ tag, children }) => tag !== "member" || children.length > 0);
  if (strange !== undefined) problems.push(`${at} -> ${strange.tag} unexpected here`, `${at} is invalid`);
  if (node.text !== "") problems.push(`${at} '${node.text}' is unexpected`);
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = schema;
  const count = node.children.length;
  if (count < atLeast) problems.push(`${at} has ${count} members, at least ${atLeast} are needed`);
  if (count > atMost) problems.push(`${at} has ${count} members, at most ${atMost} are allowed`);
  for (const child of node.children) check(child.text);
  return problems;
}

/** What an object still lacks when it is committed. */
export function missingIn({ required = [] }: Container, node: ConfigNode, path: Path): string[] {
  return required
    .filter((names) => !node.children.some(({ tag }) => names.includes(tag)))
    .map((names) => `${arrows(path)} is missing '${names.join("' or '")}'`);
}
