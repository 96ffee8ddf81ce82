/** What a file holds, by its first bytes. */
export type ContentKind =
  | { readonly kind: "gzip" | "zstd" | "parquet" | "utf-16le" | "utf-16be" | "json" | "text" }
  /** A kind of content in which no flow log is delivered. */
  | { readonly kind: "other"; readonly looksLike: string; readonly advice: string };

/** Advice where the content does not tell a better one. */
export const WHAT_TO_GIVE =
  "Give what AWS writes into the bucket, what CloudWatch Logs sends or prints, a CSV file of its records, or a PT1H.json that Azure writes into the storage account.";
const TO_UNPACK = "Unpack it and give the folder.";

/** First bytes that identify a kind of file by themselves. */
const SIGNATURES: readonly (readonly [signature: string, looksLike: string, advice: string])[] = [
  ["BZh", "bzip2", "Unpack it first."],
  ["\xfd7zXZ\0", "xz", "Unpack it first."],
  ["7z\xbc\xaf\x27\x1c", "a 7z archive", TO_UNPACK],
  ["Rar!", "a rar archive", TO_UNPACK],
  ["\x04\x22\x4d\x18", "lz4", "Unpack it first."],
  ["\xff\x06\0\0sNaPpY", "a snappy stream", "Unpack it first."],
  ["ORC", "an ORC table", WHAT_TO_GIVE],
  ["Obj\x01", "an Avro file", WHAT_TO_GIVE],
  ["SQLite format 3\0", "an SQLite database", WHAT_TO_GIVE],
  ["\xd4\xc3\xb2\xa1", "captured packets (pcap)", WHAT_TO_GIVE],
  ["\xa1\xb2\xc3\xd4", "captured packets (pcap)", WHAT_TO_GIVE],
  ["\x0a\x0d\x0d\x0a", "captured packets (pcapng)", WHAT_TO_GIVE],
  ["%PDF", "a PDF document", WHAT_TO_GIVE],
  ["\x7fELF", "a program", WHAT_TO_GIVE],
  ["\x89PNG", "a picture", WHAT_TO_GIVE],
  ["\xff\xd8\xff", "a picture", WHAT_TO_GIVE],
];

const DECODER = new TextDecoder("utf-8", { fatal: true });

/** @param head the beginning of the content: enough of it to hold a first line, or 512 bytes */
export function contentKind(head: Uint8Array): ContentKind {
  const start = Buffer.from(head.subarray(0, 1024)).toString("latin1");
  if (start.startsWith("\x1f\x8b")) return { kind: "gzip" };
  if (start.startsWith("\x28\xb5\x2f\xfd")) return { kind: "zstd" };
  if (start.startsWith("PAR1")) return { kind: "parquet" };
  if (start.startsWith("\xff\xfe")) return { kind: "utf-16le" };
  if (start.startsWith("\xfe\xff")) return { kind: "utf-16be" };
  if (start.startsWith("PK\x03\x04") || start.startsWith("PK\x05\x06")) return zip(start);
  if (start.slice(257, 262) === "ustar") return tar(start);
  const found = SIGNATURES.find(([signature]) => start.startsWith(signature));
  if (found !== undefined) return { kind: "other", looksLike: found[1], advice: found[2] };
  const text = start.slice(byteOrderMark(head)).trimStart();
  if (/^[{[]/.test(text)) return { kind: "json" };
  if (/^<(!doctype|html|\?xml|error)/i.test(text))
    return {
      kind: "other",
      looksLike: /^<(!doctype|html)/i.test(text) ? "a web page" : "XML",
      advice: WHAT_TO_GIVE,
    };
  if (start.slice(0, 64).includes("\0")) return unmarked(start);
  return { kind: "text" };
}

/** Name in messages of a text without flow log records. */
export function textName(head: Uint8Array): string {
  try {
    DECODER.decode(head.subarray(0, 512), { stream: true });
    return "text";
  } catch {
    return "binary data";
  }
}

export function byteOrderMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** A zip archive has the name of its first entry in its first bytes. */
function zip(start: string): ContentKind {
  const length = start.charCodeAt(26) + 256 * start.charCodeAt(27);
  const name = start.slice(30, 30 + length);
  const inside = /\.gz$/i.test(name) ? "gzip inside zip" : "a zip archive";
  const first = name === "" ? "" : `, first entry ${JSON.stringify(name.slice(0, 100))}`;
  return { kind: "other", looksLike: `${inside}${first}`, advice: TO_UNPACK };
}

function tar(start: string): ContentKind {
  const name = start.slice(0, start.indexOf("\0"));
  return {
    kind: "other",
    looksLike: `a tar archive, first entry ${JSON.stringify(name.slice(0, 100))}`,
    advice: TO_UNPACK,
  };
}

function unmarked(start: string): ContentKind {
  const isUtf16 = /^(?:[\t\n\r -~]\0){8}|^(?:\0[\t\n\r -~]){8}/.test(start);
  return isUtf16
    ? { kind: "other", looksLike: "UTF-16 text without byte order mark", advice: "Save it as UTF-8." }
    : { kind: "other", looksLike: "binary data", advice: WHAT_TO_GIVE };
}
