const BASE36 = "abcdefghijklmnopqrstuvwxyz0123456789";
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Identifiers of every kind, the same ones in the same order for the same seed. */
export class Ids {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Evenly spread in [0, 1). */
  fraction(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  hex(digits: number): string {
    return this.#pick("0123456789abcdef", digits);
  }

  base36(length: number): string {
    return this.#pick(BASE36, length);
  }

  letters(length: number): string {
    return this.#pick(LETTERS, length);
  }

  upper(length: number): string {
    return this.#pick(BASE36, length).toUpperCase();
  }

  uuid(): string {
    const variant = "89ab"[Math.floor(this.fraction() * 4)];
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${variant}${this.hex(3)}-${this.hex(12)}`;
  }

  #pick(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[Math.floor(this.fraction() * alphabet.length)]).join("");
  }
}
