import type { JsonInput } from "../http/json-protocol";
import { attributesMd5, type Message, type MessageAttributes } from "./message";

export function systemAttributes(message: Message): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
}

/** A message as ReceiveMessage gives it: only the attributes that were asked for. */
export function receivedMessage(message: Message, input: JsonInput): object {
  const wanted = [...names(input, "MessageSystemAttributeNames"), ...names(input, "AttributeNames")];
  const system = Object.entries(systemAttributes(message)).filter(
    ([name]) => wanted.includes("All") || wanted.includes(name),
  );
  const patterns = names(input, "MessageAttributeNames");
  const attributes: MessageAttributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => patterns.some((pattern) => covers(pattern, name))),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    ...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
    ...(Object.keys(attributes).length > 0
      ? { MessageAttributes: attributes, MD5OfMessageAttributes: attributesMd5(attributes) }
      : {}),
  };
}

function covers(pattern: string, name: string): boolean {
  if (pattern === "All" || pattern === ".*") return true;
  return pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

function names(input: JsonInput, key: string): string[] {
  return (input[key] ?? []) as string[];
}
