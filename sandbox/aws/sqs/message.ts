import { createHash } from "node:crypto";
import { CloudError } from "../../cloud/cloud-error";

/** Largest message and largest batch of SendMessageBatch, attributes included (SQS quotas since August 2025). */
export const LARGEST_MESSAGE = 1_048_576;

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64, as it travels in JSON. */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly attributes: MessageAttributes;
  /** When it was first sent; survives the move to a dead-letter queue, and so does its age. */
  readonly sentAt: number;
  readonly senderId: string;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Handle of the latest receive; undefined before the first one. */
  receipt: string | undefined;
}

/** Refuses what SQS refuses and returns the size that counts against the limits. */
export function checkContents(body: unknown, attributes: MessageAttributes, largest: number): number {
  if (typeof body !== "string" || body === "") {
    throw new CloudError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that SQS refuses
  const forbidden = /[^\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.exec(body)?.[0];
  if (forbidden !== undefined) {
    const code = forbidden.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    throw new CloudError(
      "InvalidMessageContents",
      `Invalid characters found: #x${code}. Valid unicode characters are #x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | [#x10000 to #x10FFFF]`,
    );
  }
  const names = Object.keys(attributes);
  if (names.length > 10) {
    throw new CloudError(
      "InvalidParameterValue",
      `Number of message attributes [${names.length}] exceeds the allowed maximum [10].`,
    );
  }
  const size =
    Buffer.byteLength(body) + names.reduce((sum, name) => sum + attributeSize(name, attributes[name]!), 0);
  if (size > largest) {
    throw new CloudError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${largest} bytes.`,
    );
  }
  return size;
}

export function md5(data: string | Buffer): string {
  return createHash("md5").update(data).digest("hex");
}

/** As in the SQS developer guide, "Calculating the MD5 message digest for message attributes". */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts: Buffer[] = [];
  const add = (data: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    parts.push(length, data);
  };
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name]!;
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    parts.push(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    add(BinaryValue === undefined ? Buffer.from(StringValue ?? "") : Buffer.from(BinaryValue, "base64"));
  }
  return md5(Buffer.concat(parts));
}

function attributeSize(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): number {
  if (!/^(String|Number|Binary)(\..+)?$/.test(DataType)) {
    throw new CloudError(
      "InvalidParameterValue",
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if (StringValue === "" || (StringValue === undefined && BinaryValue === undefined)) {
    throw new CloudError(
      "InvalidParameterValue",
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
  const value =
    BinaryValue === undefined
      ? Buffer.byteLength(StringValue ?? "")
      : Buffer.byteLength(BinaryValue, "base64");
  return Buffer.byteLength(name) + Buffer.byteLength(DataType) + value;
}
