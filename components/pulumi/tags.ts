import type * as pulumi from "@pulumi/pulumi";
import { record, required, text } from "../../core/checks";
import { isRecord } from "../../core/checks/json";
import type { ArgCheck } from "./arg-check";

export type Tags = pulumi.Input<{ [key: string]: pulumi.Input<string> }> | undefined;

/** Tags of everything that can carry tags, checked one by one: a preview shows those that are known beside one that is not. */
export function checkedTags(check: ArgCheck, tags: Tags): Tags {
  const value = required(text({ longest: 256, empty: true }));
  if (tags === undefined || tags === null) return undefined;
  if (!isRecord(tags) || check.checks.isLater(tags)) return check.read("tags", tags, required(record(value)));
  const entries = Object.entries(tags as Record<string, pulumi.Input<string>>).filter(
    ([, tag]) => tag !== undefined,
  );
  return Object.fromEntries(entries.map(([name, tag]) => [name, check.read(tagPath(name), tag, value)]));
}

const tagPath = (name: string): string =>
  /^[\w-]+$/.test(name) ? `tags.${name}` : `tags[${JSON.stringify(name)}]`;
