import { MalformedXml, XmlReader, type XmlToken } from "./xml-reader";

export interface RegisteredAddress {
  /** As the firewall writes it: an address, a network or a range. */
  readonly address: string;
  readonly tags: readonly RegisteredTag[];
}

export interface RegisteredTag {
  readonly name: string;
  readonly timeoutInSeconds?: number;
}

/**
 * The entries of an answer to `show object registered-ip`, read without building a tree: an answer may have a hundred
 * megabytes, and its addresses share a few tags.
 *
 * @returns `refused` for an answer that says `error`; undefined for any other answer: without a result, with something
 *   other than entries and their count in it (old releases name a file), or with an entry without an address
 */
export function readEntries(body: Buffer): RegisteredAddress[] | "refused" | undefined {
  const entries: RegisteredAddress[] = [];
  const lists = new TagLists();
  let hasResult = false;
  let tags: RegisteredTag[] = [];
  let address = "";
  let tag: string | undefined;
  let timeout = 0;
  const reader = new XmlReader(body);
  const path: string[] = [];
  try {
    for (let token = reader.next(); token !== undefined; token = reader.next()) {
      if (token.kind === "text") {
        if (tag !== undefined) tag += token.text;
        continue;
      }
      if (token.kind === "end") {
        if (tag !== undefined && path.length === TAG.length) {
          const name = tag.trim();
          if (name !== "") tags.push({ name, ...(timeout > 0 && { timeoutInSeconds: timeout }) });
          tag = undefined;
        }
        if (path.length === 3 && path[1] === "result" && token.name === "entry")
          entries.push({ address, tags: lists.same(tags) });
        path.pop();
        continue;
      }
      path.push(token.name);
      const depth = path.length;
      if (depth === 1) {
        const status = attribute(token, "status");
        if (token.name !== "response" || status === undefined) return undefined;
        if (status !== "success") return "refused";
      } else if (depth === 2 && token.name === "result") hasResult = true;
      else if (depth === 3 && path[1] === "result") {
        if (token.name === "count") continue;
        address = attribute(token, "ip") ?? "";
        if (token.name !== "entry" || address === "") return undefined;
        tags = [];
      } else if (depth === TAG.length && TAG.every((name, at) => path[at] === name)) {
        tag = "";
        timeout = Number(attribute(token, "timeout") ?? 0);
      }
    }
  } catch (error) {
    if (error instanceof MalformedXml) return undefined;
    throw error;
  }
  return hasResult ? entries : undefined;
}

const TAG = ["response", "result", "entry", "tag", "member"];

function attribute(token: XmlToken, name: string): string | undefined {
  return token.kind === "start" ? token.attributes.find((one) => one.name === name)?.value : undefined;
}

/** One list for all addresses with the same tags. */
class TagLists {
  readonly #known = new Map<string, readonly RegisteredTag[]>();

  same(tags: readonly RegisteredTag[]): readonly RegisteredTag[] {
    const key = tags
      .map(({ name, timeoutInSeconds = 0 }) => `${timeoutInSeconds} ${name.length} ${name}`)
      .join();
    const known = this.#known.get(key) ?? [...tags];
    this.#known.set(key, known);
    return known;
  }
}
