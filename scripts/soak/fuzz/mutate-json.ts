import type { Random } from "illumio-iac-sandbox/http";

const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    2 ** 53,
    1e300,
    "",
    "0",
    "text",
    "a\u0000b",
    "a\nb",
    "\u202e",
    "x".repeat(5_000),
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "/orgs/1/labels/1",
    "10.1.4.20",
    "NaN",
    [],
    {},
    [[]],
    [null],
    [1],
    { a: 1 },
  ],
];
const KEYS = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "then", "toJSON", "", "0"];

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** The JSON of a value of which one to four parts are replaced, left out, renamed, doubled or put elsewhere. */
export function mutateJson(json: string, words: readonly string[], random: Random): string {
  const draw = (below: number) => Math.floor(random() * below);
  const pick = <T>(items: readonly T[]): T => items[draw(items.length)]!;
  const root: Record<string, unknown> = { value: JSON.parse(json) };
  for (let left = 1 + draw(4); left > 0; left--) {
    const places = placesIn(root);
    const { holder, key } = pick(places);
    const other = pick(places);
    const isList = Array.isArray(holder);
    switch (draw(6)) {
      case 0:
        if (isList) holder.splice(Number(key), 1);
        else if (holder !== root) delete holder[key];
        break;
      case 1:
        if (isList || holder === root) break;
        define(holder, pick([...KEYS, ...words, other.key]), holder[key]);
        delete holder[key];
        break;
      case 2:
        define(holder, key, structuredClone(other.holder[other.key]));
        break;
      case 3:
        if (isList)
          holder.push(...Array.from({ length: draw(40) }, () => structuredClone(holder[Number(key)])));
        else define(holder, pick([...KEYS, ...words]), structuredClone(other.holder[other.key]));
        break;
      default:
        define(holder, key, structuredClone(pick([...VALUES, ...words])));
    }
  }
  return JSON.stringify(root["value"]) ?? "";
}

/** Sets a member, even one with the name of an accessor. */
function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, configurable: true, enumerable: true, writable: true });
}

function placesIn(holder: Record<string, unknown>): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const inside =
      typeof value === "object" && value !== null ? placesIn(value as Record<string, unknown>) : [];
    return [{ holder, key }, ...inside];
  });
}
