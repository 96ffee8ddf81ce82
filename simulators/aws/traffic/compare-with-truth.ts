import { type Connection, type FlowLogView, flowLine, type GroundTruth } from "./ground-truth";

export interface TruthComparison {
  /** Lines that are true, and that the flow log can show. */
  readonly found: string[];
  /** Lines that the flow log can show and that are not there. */
  readonly missed: string[];
  /** Lines that say the server connected to the client's port. */
  readonly reversed: ReversedFlow[];
  /** Lines of which nothing is true, or that the flow log cannot show. */
  readonly invented: string[];
  /** Those of `missed` that are TCP connections with a SYN or SYN-ACK record in the log. */
  readonly missedOpenings: string[];
  /**
   * Those of `reversed` that are TCP connections with a SYN or SYN-ACK in every window with a record of them, so that
   * no delivery could lack it. Of longer ones a later delivery may be all that a reader knew.
   */
  readonly reversedOpenings: ReversedFlow[];
}

export interface ReversedFlow {
  readonly line: string;
  readonly connection: Connection;
}

/**
 * Judges what a reader made of a flow log, against what really happened.
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
  const turned = new Map<string, ReversedFlow & { alwaysOpening: boolean }>();
  for (const { connection, line, openings, opensInEveryWindow } of truth.visible(view)) {
    const { client, clientPort, server, protocol } = connection;
    const reversed = flowLine({ client: server, server: client, port: clientPort, protocol });
    const alwaysOpening = opensInEveryWindow && turned.get(reversed)?.alwaysOpening !== false;
    visible.add(line);
    if (openings.length > 0) opened.add(line);
    turned.set(reversed, { line: reversed, connection, alwaysOpening });
  }
  const missed = [...visible].filter((line) => !given.has(line));
  const untrue = [...given].filter((line) => !visible.has(line));
  const reversed = untrue.flatMap((line) => turned.get(line) ?? []);
  const plain = ({ line, connection }: ReversedFlow) => ({ line, connection });
  return {
    found: [...given].filter((line) => visible.has(line)),
    missed,
    reversed: reversed.map(plain),
    invented: untrue.filter((line) => !turned.has(line)),
    missedOpenings: missed.filter((line) => opened.has(line)),
    reversedOpenings: reversed.filter(({ alwaysOpening }) => alwaysOpening).map(plain),
  };
}
