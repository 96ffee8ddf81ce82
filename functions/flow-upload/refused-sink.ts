import type { RefusedLines } from "../../core/contracts/refused-lines";

/** Keeps lines that the PCE does not take, so that people can look at them. */
export interface RefusedSink {
  /** Keeps them. @throws when not all of it could be kept; the lines are left over then */
  keep(refused: RefusedLines): Promise<void>;
}
