import type { FlowSources, FlowTable, UploadFlow } from "../../../core/flow-logs";

/**
 * The flows of a drain by the first part that brought them, and within it in the order of their text, so that one line
 * tells how far a part is delivered, whatever reads it the next time.
 *
 * @param sources parts that brought the flows of the table
 * @param delivered by number of a part, the last line that is delivered
 */
export function flowsOf(
  table: FlowTable,
  sources: FlowSources,
  delivered: ReadonlyMap<number, string>,
): UploadFlow[] {
  const flows: UploadFlow[] = [];
  let number = 0;
  for (const { line } of table.delivered().decided) {
    const all = sources.of(number++);
    const isNew = (part: number) => line > (delivered.get(part) ?? "");
    const messages = all.every(isNew) ? all : all.filter(isNew);
    if (messages.length > 0) flows.push({ line, messages });
  }
  return flows.sort(
    (one, other) => one.messages[0]! - other.messages[0]! || (one.line < other.line ? -1 : 1),
  );
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
