import {
  type ConfigNode,
  childOf,
  emptyNode,
  nodeKey,
  type Path,
  segmentKey,
  segmentOf,
} from "./config-node";
import type { Step } from "./xpath";

export interface Found {
  readonly path: Path;
  readonly node: ConfigNode;
}

/** Every node that an XPath selects, in the order of the document. */
export function select(root: ConfigNode, steps: readonly Step[]): Found[] {
  const [first, ...rest] = steps;
  if (first === undefined || !fits(root, first)) return [];
  let found: Found[] = [{ path: [segmentOf(root)], node: root }];
  for (const step of rest) {
    found = found.flatMap(({ path, node }) =>
      node.children
        .filter((child) => fits(child, step))
        .map((child) => ({ path: [...path, segmentOf(child)], node: child })),
    );
  }
  return found;
}

function fits(node: ConfigNode, { tag, where }: Step): boolean {
  if (tag !== "*" && node.tag !== tag) return false;
  return where === undefined || where.values.includes(node[where.by] ?? "");
}

export function nodeAt(root: ConfigNode, path: Path): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const { tag, id } of path.slice(1)) node = childOf(node, tag, id);
  return node;
}

/**
 * The tree with another node at `path`; nodes on the way are made where they are missing. `undefined` removes it.
 *
 * @param after sibling that a new node is put behind; `null` puts it first; without it comes last
 */
export function replaceAt(
  root: ConfigNode,
  path: Path,
  replace: (node: ConfigNode | undefined) => ConfigNode | undefined,
  after?: string | null,
): ConfigNode {
  const [, next, ...rest] = path;
  if (next === undefined) return replace(root) ?? root;
  const index = root.children.findIndex((child) => nodeKey(child) === segmentKey(next));
  const old = root.children[index];
  const replaced =
    rest.length === 0 ? replace(old) : replaceAt(old ?? emptyNode(next), [next, ...rest], replace, after);
  if (replaced === old) return root;
  const children = [...root.children];
  if (index < 0) children.splice(positionOf(children, after), 0, replaced!);
  else if (replaced === undefined) children.splice(index, 1);
  else children[index] = replaced;
  return { ...root, text: "", children };
}

function positionOf(children: readonly ConfigNode[], after: string | null | undefined): number {
  if (after === null) return 0;
  const index = children.findIndex((child) => nodeKey(child) === after);
  return index < 0 ? children.length : index + 1;
}
