import { type CollectionTag, isMap, isSeq, type ScalarTag, type YAMLMap, type YAMLSeq } from "yaml";
import { FUNCTIONS } from "./template";

const SHORT = ["Ref", "Condition", ...FUNCTIONS.map((name) => name.slice("Fn::".length))];

/** `!Sub text` for `Fn::Sub: text`, and so on for every function. */
export const shortTags: (ScalarTag | CollectionTag)[] = SHORT.flatMap((name) => [
  {
    tag: `!${name}`,
    resolve: (text: string) => call(name, text),
  },
  {
    tag: `!${name}`,
    collection: "seq" as const,
    resolve: (value: unknown) => called(name, value),
  },
  {
    tag: `!${name}`,
    collection: "map" as const,
    resolve: (value: unknown) => called(name, value),
  },
]);

function call(name: string, argument: unknown): Record<string, unknown> {
  const key = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
  return { [key]: argument };
}

/** A node that turns into the call when the document is read. */
function called(name: string, value: unknown): unknown {
  if (!isMap(value) && !isSeq(value)) return call(name, value);
  const node = value as YAMLMap | YAMLSeq;
  const plain = node.toJSON.bind(node);
  node.toJSON = (...args: Parameters<typeof plain>) => call(name, plain(...args));
  return node;
}
