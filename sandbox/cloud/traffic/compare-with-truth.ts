import { type Connection, type FlowLogView, flowLine, type GroundTruth } from "./ground-truth";

export interface TruthComparison {
  /** Lines that are true and that the flow log can show. */
  readonly found: string[];
  /** Lines that the flow log can show and that are missing. */
  readonly missed: string[];
  /** Lines that say the server connected to the client's port. */
  readonly reversed: ReversedFlow[];
  /** Lines that are not true, or that the flow log cannot show. */
  readonly invented: string[];
  /** Those of `missed` that are TCP connections with a SYN or SYN-ACK record in the log. */
  readonly missedOpenings: string[];
}

export interface ReversedFlow {
  readonly line: string;
  /** The connections that the line reverses: more than one where a client port served several servers. */
  readonly connections: readonly Connection[];
}

/**
 * Compares the flows that a reader found in a flow log with what really happened.
 *
 * @param flows lines `client,server,port,protocol`; repeated ones count once
 */
export function compareWithTruth(
  flows: Iterable<string>,
  truth: GroundTruth,
  view: FlowLogView,
): TruthComparison {
  const given = new Set(flows);
  const visible = new Set<string>();
  const opened = new Set<string>();
  const turned = new Map<string, Connection[]>();
  for (const { connection, line, openings } of truth.visible(view)) {
    const { client, clientPort, server, protocol } = connection;
    const reversed = flowLine({ client: server, server: client, port: clientPort, protocol });
    visible.add(line);
    if (openings.length > 0) opened.add(line);
    const before = turned.get(reversed);
    if (before === undefined) turned.set(reversed, [connection]);
    else before.push(connection);
  }
  const missed = [...visible].filter((line) => !given.has(line));
  const untrue = [...given].filter((line) => !visible.has(line));
  return {
    found: [...given].filter((line) => visible.has(line)),
    missed,
    reversed: untrue.flatMap((line) => {
      const connections = turned.get(line);
      return connections === undefined ? [] : [{ line, connections }];
    }),
    invented: untrue.filter((line) => !turned.has(line)),
    missedOpenings: missed.filter((line) => opened.has(line)),
  };
}
