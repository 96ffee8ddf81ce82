import { type ConfigNode, nodeKey, segmentOf } from "./config-node";
import { childSchema, type Schema } from "./schema";

/**
 * What `set` does: entries and members are added, values replaced, all else stays. Where a node has one of several
 * kinds, such as static or dynamic, the new kind takes the place of the old one.
 */
export function merge(
  schema: Schema | undefined,
  base: ConfigNode | undefined,
  added: ConfigNode,
): ConfigNode {
  if (base === undefined) return added;
  const uuid = added.uuid ?? base.uuid;
  if (added.children.length === 0)
    return added.text === "" || added.text === base.text ? base : { ...base, text: added.text, children: [] };
  const choice = schema?.kind === "container" ? (schema.choice ?? []) : [];
  const chosen = added.children.map(({ tag }) => tag).filter((tag) => choice.includes(tag));
  const replaced = (tag: string): boolean =>
    chosen.length > 0 && choice.includes(tag) && !chosen.includes(tag);
  const children = new Map(
    base.children.filter(({ tag }) => !replaced(tag)).map((child) => [nodeKey(child), child]),
  );
  for (const child of added.children) {
    const key = nodeKey(child);
    const inner = schema && childSchema(schema, segmentOf(child));
    children.set(key, merge(inner, children.get(key), child));
  }
  return { ...base, ...(uuid === undefined ? {} : { uuid }), text: "", children: [...children.values()] };
}
