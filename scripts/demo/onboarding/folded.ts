/** Characters on one line. */
const WIDTH = 80;

/** A long text as lines, each broken after a space or a slash, as a narrow window does it. */
export function folded(text: string): readonly string[] {
  const lines: string[] = [];
  for (const part of text.split(/(?<=[ /])/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last}${part}`.trimEnd().length <= WIDTH)
      lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines.map((line) => line.trimEnd());
}
