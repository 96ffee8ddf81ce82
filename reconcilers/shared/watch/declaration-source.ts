/** Where the declarations of a watch come from. */
export interface DeclarationSource<Definition> {
  /** A text that changes when the declarations change; undefined when they cannot be read. */
  text(): string | undefined;
  /** @throws ConfigurationError that names every problem */
  read(): Definition[];
}

/** Longest time between two comparisons of everything while events cannot be read. */
const BLIND_IN_MS = 60_000;

/** Whether everything has to be compared, because events cannot be read. @param compared when it was last, by `performance.now()` */
export function isBlindTooLong(compared: number): boolean {
  return performance.now() - compared > BLIND_IN_MS;
}
