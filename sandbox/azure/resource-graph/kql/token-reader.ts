import { KqlError } from "./kql-error";
import { type Token, tokensOf } from "./tokens";

/** Reads the tokens of a query one after the other. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(query: string) {
    this.#tokens = tokensOf(query);
  }

  get next(): Token {
    return this.#tokens[this.#at]!;
  }

  /** Whether the next token is this one, or one of these. It is not taken. Words are in lower case only. */
  is(...texts: readonly string[]): boolean {
    return this.next.kind !== "text" && texts.includes(this.next.text);
  }

  /** Whether the token after the next one is this one. */
  isFollowedBy(text: string): boolean {
    return this.#tokens[this.#at + 1]?.text === text;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== "end") this.#at += 1;
    return token;
  }

  /** Takes the token if it is the next one. */
  takeIf(...texts: readonly string[]): boolean {
    if (!this.is(...texts)) return false;
    this.take();
    return true;
  }

  /** @throws KqlError when another token comes */
  expect(text: string): void {
    if (!this.takeIf(text)) throw this.unexpected(`'${text}'`);
  }

  /** @throws KqlError when no name comes */
  name(): string {
    if (this.next.kind !== "name") throw this.unexpected("a name");
    return this.take().text;
  }

  /** @throws KqlError when no whole number comes */
  count(): number {
    if (this.next.kind !== "number" || this.next.text.includes(".")) throw this.unexpected("a whole number");
    return Number(this.take().text);
  }

  unexpected(wanted: string): KqlError {
    const { text, start } = this.next;
    return new KqlError(`Expected ${wanted} at position ${start}, got '${text}'.`, "ParserFailure");
  }
}
