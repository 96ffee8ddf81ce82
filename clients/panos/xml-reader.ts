/** The text is no well-formed XML, or declares a document type or an encoding other than UTF-8. */
export class MalformedXml extends Error {}

export type XmlToken =
  | { readonly kind: "start"; readonly name: string; readonly attributes: readonly XmlAttribute[] }
  | { readonly kind: "end"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
}

const [LESS, GREATER, SLASH, EQUALS, EXCLAMATION, QUESTION] = [0x3c, 0x3e, 0x2f, 0x3d, 0x21, 0x3f];
const QUOTES = [0x22, 0x27];
const DEEPEST = 200;
const NAME = /^[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*$/;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Reads a document token by token from its bytes, so that what the caller does not keep takes no memory.
 *
 * Comments and processing instructions are left out; CDATA is text. Entities are the five of XML and character
 * references: a document type, which could declare more, is refused.
 */
export class XmlReader {
  #at = 0;
  #open: string[] = [];
  #rootSeen = false;
  /** Name of an element without content whose end is returned next. */
  #ending: string | undefined;

  constructor(private readonly bytes: Buffer) {
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = 3;
  }

  /** Number of open elements; at a start the element itself is counted, at an end it is not. */
  get depth(): number {
    return this.#open.length;
  }

  /** @returns undefined at the end @throws MalformedXml */
  next(): XmlToken | undefined {
    if (this.#ending !== undefined) return this.#end(this.#ending);
    const { bytes } = this;
    while (this.#at < bytes.length) {
      const token = bytes[this.#at] === LESS ? this.#markup(bytes[this.#at + 1]) : this.#text();
      if (token !== undefined) return token;
    }
    if (!this.#rootSeen || this.#open.length > 0) throw new MalformedXml("it ends too early");
    return undefined;
  }

  #markup(second: number | undefined): XmlToken | undefined {
    if (second === SLASH) {
      const [from, to] = [this.#at + 2, this.#find(">", this.#at)];
      this.#at = to + 1;
      return this.#end(this.#slice(from, to).trimEnd());
    }
    if (second === QUESTION) {
      const end = this.#find("?>", this.#at);
      const [, encoding] = /^<\?xml\s.*encoding\s*=\s*["']([^"']*)/s.exec(this.#slice(this.#at, end)) ?? [];
      if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding))
        throw new MalformedXml(`encoding ${encoding}`);
      this.#at = end + 2;
      return undefined;
    }
    if (second !== EXCLAMATION) return this.#start();
    if (this.#startsWith("<!--")) {
      const end = this.#find("--", this.#at + 4);
      if (this.bytes[end + 2] !== GREATER) throw new MalformedXml("-- in a comment");
      this.#at = end + 3;
      return undefined;
    }
    if (!this.#startsWith("<![CDATA[") || this.#open.length === 0)
      throw new MalformedXml("a declaration that is not taken");
    const [from, to] = [this.#at + 9, this.#find("]]>", this.#at)];
    this.#at = to + 3;
    return { kind: "text", text: this.#slice(from, to) };
  }

  #text(): XmlToken | undefined {
    const next = this.bytes.indexOf(LESS, this.#at);
    const end = next === -1 ? this.bytes.length : next;
    const text = this.#slice(this.#at, end);
    this.#at = end;
    if (this.#open.length > 0) return { kind: "text", text: decoded(text) };
    if (text.trim() !== "") throw new MalformedXml("text outside of the root element");
    return undefined;
  }

  #start(): XmlToken {
    const { bytes } = this;
    if (this.#open.length === 0 && this.#rootSeen) throw new MalformedXml("a second root element");
    if (this.#open.length >= DEEPEST) throw new MalformedXml(`more than ${DEEPEST} elements in each other`);
    this.#rootSeen = true;
    this.#at += 1;
    const name = this.#name();
    const attributes: XmlAttribute[] = [];
    for (;;) {
      const spaced = this.#skipSpace();
      const byte = bytes[this.#at];
      if (byte === GREATER || byte === SLASH) break;
      if (!spaced) throw new MalformedXml("no space before an attribute");
      const attribute = this.#attribute();
      if (attributes.some((one) => one.name === attribute.name)) throw new MalformedXml("an attribute twice");
      attributes.push(attribute);
    }
    this.#open.push(name);
    if (bytes[this.#at] === SLASH) {
      if (bytes[this.#at + 1] !== GREATER) throw new MalformedXml("/ in a tag");
      this.#ending = name;
      this.#at += 1;
    }
    this.#at += 1;
    return { kind: "start", name, attributes };
  }

  #attribute(): XmlAttribute {
    const { bytes } = this;
    const name = this.#name();
    this.#skipSpace();
    if (bytes[this.#at] !== EQUALS) throw new MalformedXml("an attribute without value");
    this.#at += 1;
    this.#skipSpace();
    const quote = bytes[this.#at];
    if (quote === undefined || !QUOTES.includes(quote)) throw new MalformedXml("a value without quotes");
    const [from, to] = [this.#at + 1, bytes.indexOf(quote, this.#at + 1)];
    if (to === -1) throw new MalformedXml("it ends too early");
    const value = this.#slice(from, to);
    if (value.includes("<")) throw new MalformedXml("< in a value");
    this.#at = to + 1;
    return { name, value: decoded(value) };
  }

  #end(name: string): XmlToken {
    if (this.#open.pop() !== name) throw new MalformedXml(`</${name}> closes another element`);
    this.#ending = undefined;
    return { kind: "end", name };
  }

  #name(): string {
    const from = this.#at;
    while (this.#at < this.bytes.length && !endsName(this.bytes[this.#at]!)) this.#at += 1;
    const name = this.#slice(from, this.#at);
    if (!NAME.test(name)) throw new MalformedXml("a tag without a name");
    return name;
  }

  #skipSpace(): boolean {
    const from = this.#at;
    while (isSpace(this.bytes[this.#at] ?? 0)) this.#at += 1;
    if (this.#at >= this.bytes.length) throw new MalformedXml("it ends too early");
    return this.#at > from;
  }

  #startsWith(text: string): boolean {
    return this.bytes.toString("latin1", this.#at, this.#at + text.length) === text;
  }

  #find(text: string, from: number): number {
    const found = this.bytes.indexOf(text, from, "latin1");
    if (found === -1) throw new MalformedXml("it ends too early");
    return found;
  }

  #slice(from: number, to: number): string {
    return this.bytes.toString("utf8", from, to);
  }
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const endsName = (byte: number): boolean =>
  isSpace(byte) || byte === GREATER || byte === SLASH || byte === EQUALS || byte === LESS;

function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]{0,10};)?/g, (_, reference: string | undefined) => {
    const name = reference?.slice(0, -1) ?? "";
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    const character = isCharacter
      ? String.fromCodePoint(code)
      : Object.hasOwn(ENTITIES, name) && ENTITIES[name];
    if (!character) throw new MalformedXml(`&${name} is no entity of XML`);
    return character;
  });
}
