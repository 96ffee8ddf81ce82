/**
 * Lines for one call. `sibling` are the other half of a call that the PCE refused: when it takes these, one of those
 * must be what it found wrong.
 */
export interface Piece<Line> {
  readonly lines: readonly Line[];
  readonly sibling?: readonly Line[];
}

/**
 * What to send after the PCE refused a piece of at least two lines. A bad line among n good ones is alone after at most
 * 2·log₂ n + 1 calls, the first one counted.
 */
export function afterRefusal<Line>({ lines, sibling }: Piece<Line>): Piece<Line>[] {
  const halves = halved(lines);
  return sibling === undefined ? [halves] : [halves, { lines: sibling }];
}

/** What to send after the PCE took a piece: its sibling, which need not be refused as a whole first. */
export function afterTaken<Line>({ sibling }: Piece<Line>): Piece<Line>[] {
  if (sibling === undefined) return [];
  return [sibling.length === 1 ? { lines: sibling } : halved(sibling)];
}

function halved<Line>(lines: readonly Line[]): Piece<Line> {
  const middle = Math.floor(lines.length / 2);
  return { lines: lines.slice(0, middle), sibling: lines.slice(middle) };
}
