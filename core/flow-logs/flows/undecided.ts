/** What happens to a flow whose direction nothing decides. */
export const Undecided = {
  /** It is left out. */
  Drop: "drop",
  /** The end with the lower port is taken for the server. */
  LowerPort: "lower-port",
} as const;

export type Undecided = (typeof Undecided)[keyof typeof Undecided];
