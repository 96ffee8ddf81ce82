import { ConfigurationError } from "../../core/errors";

/** Reads settings from environment variables and reports everything that is wrong with them in one error. */
export class EnvironmentReader {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  /** Text that has to be there. `problem` tells what is wrong with it, or undefined. */
  text(name: string, problem: (value: string) => string | undefined = () => undefined): string {
    const value = this.#env[name]?.trim() ?? "";
    if (value === "") this.#problems.push(`${name} is not set`);
    else this.#note(name, problem(value));
    return value;
  }

  /** URL of an SQS queue. */
  queueUrl(name: string): string {
    return this.text(name, (value) => {
      const url = URL.parse(value);
      const fits = url !== null && /^https?:$/.test(url.protocol) && url.pathname.length > 1;
      return fits ? undefined : `must be the URL of a queue, got ${JSON.stringify(value)}`;
    });
  }

  /** Whole number from `least` to `most`. */
  wholeNumber(name: string, least: number, most: number, whenUnset?: number): number {
    if (whenUnset !== undefined && !this.#env[name]?.trim()) return whenUnset;
    const value = this.text(name, (text) =>
      isWholeNumber(text, least, most)
        ? undefined
        : `must be a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`,
    );
    return Number(value);
  }

  /** Whole numbers separated by commas; none when unset. */
  wholeNumbers(name: string, least: number, most: number): number[] {
    const parts = (this.#env[name] ?? "").split(",").map((part) => part.trim());
    const numbers = parts.filter((part) => part !== "");
    const wrong = numbers.filter((part) => !isWholeNumber(part, least, most));
    if (wrong.length > 0) {
      const seen = wrong.map((part) => JSON.stringify(part)).join(", ");
      this.#note(name, `must be whole numbers from ${least} to ${most}, separated by commas; got ${seen}`);
    }
    return numbers.map(Number);
  }

  /** One of a few words. */
  oneOf<Word extends string>(name: string, words: readonly Word[], whenUnset: Word): Word {
    const value = this.#env[name]?.trim() || whenUnset;
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) this.#note(name, `must be ${words.join(" or ")}, got ${JSON.stringify(value)}`);
    return word ?? whenUnset;
  }

  /** @throws ConfigurationError that lists every problem seen so far */
  done(): void {
    if (this.#problems.length === 0) return;
    throw new ConfigurationError(
      "environment variables of the function",
      `${this.#problems.map((problem) => `\n  ${problem}`).join("")}\nSet them on the function and deploy again`,
    );
  }

  #note(name: string, problem: string | undefined): void {
    if (problem !== undefined) this.#problems.push(`${name} ${problem}`);
  }
}

function isWholeNumber(text: string, least: number, most: number): boolean {
  return /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most;
}
