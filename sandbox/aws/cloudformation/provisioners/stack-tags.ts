import type { Tag } from "../engine/stack";
import { isRecord } from "../template/template";

/** The properties with the tags of the stack beside their own, which win. Tags are a list, or a map in a few types. */
export function withStackTags(
  properties: Readonly<Record<string, unknown>>,
  tags: readonly Tag[],
): Readonly<Record<string, unknown>> {
  if (tags.length === 0) return properties;
  const own = properties["Tags"];
  if (isRecord(own)) {
    return {
      ...properties,
      Tags: { ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])), ...own },
    };
  }
  const named = Array.isArray(own) ? (own as Tag[]) : [];
  const others = tags.filter(({ Key }) => !named.some((tag) => tag.Key === Key));
  return { ...properties, Tags: [...named, ...others] };
}
