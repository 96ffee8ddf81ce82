import type { Random } from "illumio-iac-sandbox/http";
import { mutateJson } from "./mutate-json";
import { mutateXml } from "./mutate-xml";

/** Longest input; now and then one grows to `LARGEST`, which shows whether time and memory grow faster than it. */
const LONG = 4_096;
const LARGEST = 400_000;
const LARGE_SHARE = 0.001;
const MOST_MUTATIONS = 8;

/** Texts at which parsers of any format stumble. */
const WORDS = [
  ..."\0 \n \r\n \t \u2028 \ufeff \u001b[2K \ud800 é 💥 ' \" \\ / < > & ; , . : - _ { } [ ] ( ) # % $ ${ * ? ! | ~ `".split(
    " ",
  ),
  ..."0 -0 -1 1 00 1e999 -1e999 1e-999 NaN Infinity 2147483647 2147483648 4294967296 9007199254740993 0x10 1.5".split(
    " ",
  ),
  ...'null true false undefined {} [] "" __proto__ constructor toString hasOwnProperty length then valueOf'.split(
    " ",
  ),
  ..."0.0.0.0 255.255.255.255 256.1.1.1 010.001.004.001 :: ::1 ::ffff:10.0.0.1 fe80::1%eth0 10.0.0.0/33".split(
    " ",
  ),
];

/** Share of JSON and XML inputs in which parts of the value change, so that the code behind the parser is tried too. */
const TREE_SHARE = 0.6;
/** Of those, the share in which bytes change as well. */
const BYTES_TOO_SHARE = 0.1;

/** One input, made of a seed by one to eight small changes. */
export function mutate(seeds: readonly Uint8Array[], words: readonly string[], random: Random): Buffer {
  const draw = (below: number) => Math.floor(random() * below);
  const pick = <T>(items: readonly T[]): T => items[draw(items.length)]!;
  let bytes: Buffer = Buffer.from(pick(seeds));
  const mutateTree = random() < TREE_SHARE ? treeMutation(bytes) : undefined;
  if (mutateTree !== undefined) {
    bytes = Buffer.from(mutateTree(bytes.toString(), words, random));
    if (random() >= BYTES_TOO_SHARE) return bytes;
  }
  const limit = random() < LARGE_SHARE ? LARGEST : Math.max(LONG, bytes.length * 2);
  const piece = (of: Uint8Array) => {
    const start = draw(of.length + 1);
    return of.subarray(start, start + draw(Math.min(of.length - start, random() < 0.5 ? 16 : 2_000) + 1));
  };
  const replace = (at: number, length: number, by: Uint8Array) => {
    bytes = Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);
  };
  const changes: (() => void)[] = [
    () => {
      if (bytes.length > 0) bytes[draw(bytes.length)]! ^= 1 << draw(8);
    },
    () => {
      if (bytes.length > 0)
        bytes[draw(bytes.length)] = pick([0, 0x0a, 0x20, 0x22, 0x5c, 0x7f, 0x80, 0xff, draw(256)]);
    },
    () => replace(draw(bytes.length + 1), draw(random() < 0.7 ? 8 : bytes.length + 1), Buffer.alloc(0)),
    () => replace(draw(bytes.length + 1), 0, piece(bytes)),
    () => replace(draw(bytes.length + 1), draw(12), piece(pick(seeds))),
    () =>
      replace(draw(bytes.length + 1), draw(2) * draw(12), Buffer.from(pick(random() < 0.5 ? words : WORDS))),
    () => replaceToken(draw, () => Buffer.from(pick(random() < 0.5 ? words : WORDS))),
    () => replaceToken(draw, () => Buffer.from(String(Math.floor(random() * 2 ** draw(54)) - draw(2)))),
    () => {
      bytes = bytes.subarray(0, draw(bytes.length + 1));
    },
    () => {
      const repeated = piece(bytes);
      const times = Math.min(
        1 + draw(limit === LARGEST ? 100_000 : 200),
        Math.floor(limit / (repeated.length || 1)),
      );
      replace(draw(bytes.length + 1), 0, Buffer.concat(Array.from({ length: times }, () => repeated)));
    },
  ];
  /** Puts another text in the place of a number or a word. */
  function replaceToken(drawBelow: (below: number) => number, by: () => Buffer): void {
    const tokens = [...bytes.toString("latin1", 0, LONG).matchAll(/[\w.-]+/g)];
    const token = tokens[drawBelow(tokens.length)];
    if (token !== undefined) replace(token.index, token[0].length, by());
  }
  for (let left = 1 + draw(MOST_MUTATIONS); left > 0; left--) {
    pick(changes)();
    if (bytes.length > limit) bytes = bytes.subarray(0, limit);
  }
  return bytes;
}

/** The mutation for the value that a text stands for; undefined where only its bytes can be mutated. */
function treeMutation(bytes: Buffer): typeof mutateJson | undefined {
  if (bytes.length > LONG) return undefined;
  const text = bytes.toString();
  if (/^<\w.*>$/s.test(text)) return mutateXml;
  if (!/^[[{]/.test(text)) return undefined;
  try {
    JSON.parse(text);
    return mutateJson;
  } catch {
    return undefined;
  }
}
