import fc from "fast-check";
import { parse, stringify } from "yaml";
import { visible, visibleLines } from "../../core/visible";
import { anyCharacter } from "../support/any-character";

const UNSEEN = [
  ...Array.from({ length: 0x20 }, (_, code) => code), // C0
  ...Array.from({ length: 0x21 }, (_, code) => 0x7f + code), // DEL and C1
  ...[0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f, 0x061c],
  ...[0x2028, 0x2029, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x00ad, 0x034f, 0x180e, 0x3164, 0x115f, 0xffa0],
  ...[0xfe0f, 0xe0001, 0xe0041, 0xe0100, 0xd800, 0xdfff, 0xfff9],
];

test.each(UNSEEN)("code point %i is made visible", (code) => {
  const text = `a${String.fromCodePoint(code)}b`;
  expect(visible(text)).toMatch(/^a(\\u[0-9a-f]{4}){1,2}b$/);
  expect(JSON.parse(`"${visible(text)}"`)).toBe(text);
});

test("visible characters stay as they are", () => {
  for (const text of [
    "web-01",
    "Büro München",
    "サーバー",
    "خادم",
    "a\\u001bb",
    "☁️".slice(0, 1),
    "100 % \"'&<>",
  ])
    expect(visible(text)).toBe(text);
});

test("a text adds no line to the output, and a second pass changes nothing", () => {
  expect(visible("evil\n  - 10.66.66.66  dc\u001b[2K")).toBe("evil\\u000a  - 10.66.66.66  dc\\u001b[2K");
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const once = visible(text);
      expect(once).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(visible(once)).toBe(once);
      expect(visibleLines(text).split("\n")).toHaveLength(text.split("\n").length);
    }),
  );
});

test("texts of JSON and of quoted YAML keep their meaning", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter })),
      (value) => {
        expect(JSON.parse(visible(JSON.stringify(value)))).toEqual(value);
        const quoted = {
          defaultStringType: "QUOTE_DOUBLE",
          defaultKeyType: "QUOTE_DOUBLE",
          lineWidth: 0,
        } as const;
        expect(parse(visibleLines(stringify(value, quoted)))).toEqual(value);
      },
    ),
  );
});
