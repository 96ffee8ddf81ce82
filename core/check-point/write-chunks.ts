import type { HostWrites } from "./host-plan";

/** Writes of one publish. */
export const MOST_WRITES = 100;

/**
 * The writes in pieces that are published one by one: each has at most `most` calls, where a group takes one call for all
 * hosts that join it and one for all that leave it, and at most `most` hosts. The writes of one machine are in one piece,
 * unless it has more of them than a piece holds.
 */
export function writeChunks(writes: readonly HostWrites[], most = MOST_WRITES): HostWrites[][] {
  const chunks: HostWrites[][] = [];
  let chunk: HostWrites[] = [];
  const close = () => {
    if (chunk.length > 0) chunks.push(chunk);
    chunk = [];
  };
  for (const part of writes.flatMap((write) => parts(write, most))) {
    if (chunk.length === most || callsOf([...chunk, part]) > most) close();
    chunk.push(part);
  }
  close();
  return chunks;
}

/** Calls that these writes take in one publish. */
export function callsOf(writes: readonly HostWrites[]): number {
  const joined = new Set(writes.flatMap(({ join }) => join));
  const left = new Set(writes.flatMap(({ leave }) => leave));
  return writes.filter(({ host }) => host !== undefined).length + joined.size + left.size;
}

/** The writes of a machine, in pieces of at most `most` calls; the host itself is in the first one. */
function parts(writes: HostWrites, most: number): HostWrites[] {
  const { vmId, name, host, join, leave } = writes;
  if (callsOf([writes]) <= most) return [writes];
  const first = Math.max(most - (host === undefined ? 0 : 1), 0);
  const moves = [
    ...join.map((group) => ({ join: [group], leave: [] })),
    ...leave.map((group) => ({ join: [], leave: [group] })),
  ];
  const pieces = [moves.slice(0, first)];
  for (let at = first; at < moves.length; at += most) pieces.push(moves.slice(at, at + most));
  return pieces.map((piece, index) => ({
    vmId,
    name,
    ...(index === 0 && host !== undefined && { host }),
    join: piece.flatMap((move) => move.join),
    leave: piece.flatMap((move) => move.leave),
  }));
}
