import fc from "fast-check";
import { anyCharacter } from "./any-character";

const SEED = { seed: 1, numRuns: 3_000 };

test("a text of any characters reaches every plane, is well formed, and holds names of inherited properties", () => {
  const texts = fc.sample(fc.string({ unit: anyCharacter }), SEED);
  expect(texts.every((text) => !/\p{Surrogate}/u.test(text))).toBe(true);
  const planes = new Set([...texts.join("")].map((character) => character.codePointAt(0)! >> 16));
  expect([...planes].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, plane) => plane));
  expect(texts.some((text) => text.includes("__proto__"))).toBe(true);
});

test("a character is found again whatever plane it is of, and half a surrogate pair is none", () => {
  for (const character of ["\0", "a", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}"])
    expect(anyCharacter.canShrinkWithoutContext(character)).toBe(true);
  for (const none of ["", "ab", "\ud800", "\udfff", 7])
    expect(anyCharacter.canShrinkWithoutContext(none)).toBe(false);
});
