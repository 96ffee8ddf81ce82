import type { Random } from "illumio-iac-sandbox/http";

const TEXTS = ["", "0", "-1", "1e99", "yes", "&#10;", "&lt;", "\u202e", "x".repeat(5_000), "__proto__", " "];
const NAMES = [
  "entry",
  "member",
  "line",
  "result",
  "msg",
  "constructor",
  "__proto__",
  "toString",
  "job",
  "status",
];

/** An innermost element, a whole element, a text between two tags, the value of an attribute. */
const INNERMOST = /<([\w-]+)(?: [^<>]*)?>[^<>]*<\/\1>/g;
const WHOLE = /<([\w-]+)(?: [^<>]*)?>.*?<\/\1>|<[\w-]+(?: [^<>]*)?\/>/gs;
const TEXT = />([^<>]*)</g;
const ATTRIBUTE = /="([^"<>]*)"/g;

/** XML that is still well-formed, of which one to four parts are left out, doubled, renamed or filled otherwise. */
export function mutateXml(xml: string, words: readonly string[], random: Random): string {
  const draw = (below: number) => Math.floor(random() * below);
  const pick = <T>(items: readonly T[]): T => items[draw(items.length)]!;
  let text = xml;
  const change = (pattern: RegExp, by: (found: string) => string) => {
    const found = [...text.matchAll(pattern)];
    if (found.length === 0) return;
    const match = pick(found);
    const part = match.length > 1 && (pattern === TEXT || pattern === ATTRIBUTE) ? match[1]! : match[0];
    const at = match.index + match[0].indexOf(part);
    text = text.slice(0, at) + by(part) + text.slice(at + part.length);
  };
  for (let left = 1 + draw(4); left > 0; left--) {
    const pattern = pick([INNERMOST, WHOLE]);
    switch (draw(6)) {
      case 0:
        change(pattern, () => "");
        break;
      case 1:
        change(pattern, (element) => element.repeat(1 + draw(5)));
        break;
      case 2:
        change(INNERMOST, (element) =>
          element
            .replace(/^<[\w-]+|[\w-]+>$/g, "")
            .replace(/^/, "<entry")
            .concat("entry>"),
        );
        break;
      case 3:
        change(pattern, (element) =>
          `<${pick(NAMES)}>${element}`.replace(/^<([\w-]+)>(.*)$/s, "<$1>$2</$1>"),
        );
        break;
      case 4:
        change(ATTRIBUTE, () => pick([...TEXTS, ...words.filter((word) => !/[<>"&]/.test(word))]));
        break;
      default:
        change(TEXT, () =>
          pick([...TEXTS, ...words.filter((word) => !/[<>&]/.test(word)), "<![CDATA[a]]>", "<!-- a -->"]),
        );
    }
  }
  return text;
}
