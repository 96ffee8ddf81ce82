import { stringify } from "yaml";
import { visible } from "../../core/visible";

/**
 * Lines of a document as YAML. When a text holds invisible characters, all texts are in double quotes, in which `\uXXXX`
 * stands for the character.
 */
export function yamlLines(document: object): string[] {
  const plain = JSON.stringify(document);
  const unseen = visible(plain) !== plain || /\\[bfnrtu]/.test(plain);
  const quoted = { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "QUOTE_DOUBLE", lineWidth: 0 } as const;
  return stringify(document, unseen ? quoted : {})
    .trimEnd()
    .split("\n");
}
