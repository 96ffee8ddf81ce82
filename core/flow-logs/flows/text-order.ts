/** The numbers from 0 in the order of their text, in which 10 comes before 9. */
export class TextOrder {
  /** By number: its place. */
  readonly ranks: Uint32Array;
  /** By place: its number. */
  readonly numbers: Uint32Array;

  constructor(count: number) {
    this.numbers = Uint32Array.from(
      Array.from({ length: count }, (_, number) => String(number)).sort(),
      Number,
    );
    this.ranks = new Uint32Array(count);
    for (const [rank, number] of this.numbers.entries()) this.ranks[number] = rank;
  }
}

let ports: TextOrder | undefined;

/** Port numbers; made once, because that takes as long as reading a thousand records. */
export function portOrder(): TextOrder {
  ports ??= new TextOrder(65_536);
  return ports;
}
