/** Measurements of a soak run, by name; they are printed and not compared. */
export type Figures = Readonly<Record<string, number | string>>;

export interface SoakOptions {
  /** `short` takes seconds and is a test; `long` is what `npm run soak` does. */
  readonly size: "short" | "long";
  /** The same seed gives the same run. */
  readonly seed: number;
  /** Progress, one line a call. */
  readonly say: (line: string) => void;
}

/** A file `scripts/soak/<name>.soak.ts` exports these two. */
export interface Soak {
  readonly title: string;
  /** @throws Error that names what was lost, left behind or not bounded, and how to see it again */
  readonly run: (options: SoakOptions) => Promise<Figures>;
}
