import fc from "fast-check";
import { nsgRecord, vnetRecord } from "./blocks";

/** A record of any of the logs, with lists of tuples, some of which are empty. */
export function recordOf(tuple: fc.Arbitrary<string>): fc.Arbitrary<Record<string, unknown>> {
  const lists = fc.array(fc.array(fc.array(tuple, { maxLength: 6 }), { maxLength: 3 }), { maxLength: 3 });
  const name = fc.constantFrom(
    "UserRule_web",
    "unspecified",
    "",
    'a"b\\c',
    "règle/ü €😀",
    "flowTuples",
    '":[',
  );
  return fc.tuple(fc.boolean(), lists, name, fc.string()).map(([isVnet, lists, rule, id]) => {
    const groups = (list: readonly string[][]) =>
      list.map((flowTuples) => (isVnet ? { rule, flowTuples } : { mac: id, flowTuples }));
    if (isVnet)
      return vnetRecord([], {
        flowLogGUID: id,
        flowRecords: { flows: lists.map((list) => ({ aclID: id, flowGroups: groups(list) })) },
      });
    const properties = { Version: 2, flows: lists.map((list) => ({ rule, flows: groups(list) })) };
    return { ...nsgRecord([], 2), systemId: id, properties };
  });
}

/** Choices by which a value is written, the same for the same seed. */
class Choices {
  constructor(private state: number) {}

  below(count: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 4_294_967_296) * count);
  }
}

/**
 * Another spelling of a value: keys in another order at every level, white space between all tokens, and characters as
 * escapes.
 */
export function respelled(value: unknown, seed: number): string {
  const choices = new Choices(seed);
  const [spaced, shuffled, escaped] = [1, 1, 1].map(() => choices.below(3) > 0);
  const space = () => (spaced ? ["", "", " ", "\n", "\r\n\t"][choices.below(5)]! : "");
  const text = (content: string) =>
    escaped
      ? `"${Array.from({ length: content.length }, (_, at) => character(content[at]!, choices.below(8))).join("")}"`
      : JSON.stringify(content);
  const write = (part: unknown): string => {
    if (typeof part === "string") return text(part);
    if (typeof part !== "object" || part === null) return JSON.stringify(part);
    const items = Array.isArray(part)
      ? part.map(write)
      : ordered(Object.entries(part), shuffled ? choices : undefined).map(
          ([key, item]) => `${text(key)}${space()}:${space()}${write(item)}`,
        );
    const inside = items.map((item) => `${space()}${item}${space()}`).join(",");
    return Array.isArray(part) ? `[${inside || space()}]` : `{${inside || space()}}`;
  };
  return `${space()}${write(value)}${space()}`;
}

function ordered<T>(items: readonly T[], choices: Choices | undefined): T[] {
  const rest = [...items];
  if (choices === undefined) return rest;
  return items.map(() => rest.splice(choices.below(rest.length), 1)[0]!);
}

/** A character as it may stand in a JSON string: itself or an escape. */
function character(char: string, choice: number): string {
  const unit = char.charCodeAt(0);
  const hex = unit.toString(16).padStart(4, "0");
  if (choice === 0) return `\\u${hex}`;
  if (choice === 1) return `\\u${hex.toUpperCase()}`;
  if (choice === 2 && char === "/") return "\\/";
  return unit >= 0xd800 && unit < 0xe000 ? `\\u${hex}` : JSON.stringify(char).slice(1, -1);
}
