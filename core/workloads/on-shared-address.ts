/** What happens to an address that a matching workload shares with one that does not match. */
export const OnSharedAddress = {
  /** It is a member. */
  Union: "union",
  /** It is left out. */
  Skip: "skip",
} as const;
export type OnSharedAddress = (typeof OnSharedAddress)[keyof typeof OnSharedAddress];
