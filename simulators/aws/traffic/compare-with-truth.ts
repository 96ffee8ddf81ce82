import type { Connection, FlowLogView, GroundTruth } from "./ground-truth";

export interface TruthComparison {
  /** Lines that are true, and that the flow log can show. */
  readonly found: string[];
  /** Lines that the flow log can show and that are not there. */
  readonly missed: string[];
  /** Lines that say the server connected to the client's port. */
  readonly reversed: { readonly line: string; readonly connection: Connection }[];
  /** Lines of which nothing is true. */
  readonly invented: string[];
  /** Of TCP connections with a SYN or SYN-ACK record in the log: those missed, and those reversed. */
  readonly missedOpenings: string[];
  readonly reversedOpenings: { readonly line: string; readonly connection: Connection }[];
}

/** @param flows lines `client,server,port,protocol`; repeated ones count once */
export function compareWithTruth(
  flows: Iterable<string>,
  _truth: GroundTruth,
  _view: FlowLogView,
): TruthComparison {
  return {
    found: [],
    missed: [],
    reversed: [],
    invented: [...flows],
    missedOpenings: [],
    reversedOpenings: [],
  };
}
