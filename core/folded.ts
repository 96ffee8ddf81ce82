/** A long text as lines, each broken after a space or a slash. A piece without either may be longer than `width`. */
export function folded(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of text.split(/(?<=[ /])/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last}${part}`.trimEnd().length <= width)
      lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines.map((line) => line.trimEnd());
}

/** Lines of a table whose last column begins at `column` and is at most `width` wide: what does not fit stands below. */
export function foldedColumn(lines: readonly string[], column: number, width: number): readonly string[] {
  return lines.flatMap((line) => {
    const [first = "", ...more] = folded(line.slice(column), width);
    const indented = more.map((rest) => " ".repeat(column) + rest);
    return [(line.slice(0, column) + first).trimEnd(), ...indented];
  });
}
