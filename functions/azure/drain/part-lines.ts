import type { DeliveredFlows, FlowTable, UploadFlow } from "../../../core/flow-logs";

/**
 * The flows of a part in the order of their text, so that one line tells how far they are delivered, whatever reads the
 * part the next time.
 *
 * @param after the last line that is delivered
 */
export function flowsAfter(table: FlowTable, after = ""): DeliveredFlows {
  const { decided, undecided } = table.delivered();
  const left = [...decided].filter(({ line }) => line > after);
  return { decided: left.sort((one, other) => (one.line < other.line ? -1 : 1)), undecided };
}

/**
 * By number of a part, its last line that was answered after lines that all were; none where its first line is left.
 *
 * @param flows of all parts
 * @param left those of `flows` that were not answered
 */
export function lastAnswered(
  parts: ReadonlySet<number>,
  flows: readonly UploadFlow[],
  left: ReadonlySet<UploadFlow>,
): Map<number, string> {
  const firstLeft = new Map<number, string>();
  for (const { line, messages } of left)
    for (const part of messages) {
      const first = firstLeft.get(part);
      if (parts.has(part) && (first === undefined || line < first)) firstLeft.set(part, line);
    }
  const answered = new Map<number, string>();
  for (const { line, messages } of flows)
    for (const part of messages) {
      const first = firstLeft.get(part);
      if (first !== undefined && line < first && line > (answered.get(part) ?? "")) answered.set(part, line);
    }
  return answered;
}
