/** A repeatable source of numbers: the same seed and purpose give the same sequence (mulberry32). */
export type Random = () => number;

/** @param purpose separates sequences, so that drawing ids does not change the faults */
export function seededRandom(seed: number, purpose: string): Random {
  let state = seed | 0;
  for (const character of purpose) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A version 4 UUID. */
export function randomUuid(random: Random): string {
  const word = () => Math.floor(random() * 2 ** 32);
  const hex = [word(), word(), word(), word()].map((each) => each.toString(16).padStart(8, "0")).join("");
  const variant = "89ab"[Number.parseInt(hex[16]!, 16) % 4]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
