import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface SentEntry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageAttributes?: Record<string, { StringValue: string }>;
}

/** What one `SendMessageBatch` call gets: entries that fail, an error, or no answer at all. */
export type Script =
  | { readonly failIds: readonly string[]; readonly senderFault?: boolean }
  | { readonly status: number; readonly error: string }
  | "hang"
  | "ok";

/** Answers `SendMessageBatch` call by call as a test says, which no well-behaved queue would do on demand. */
export async function startScriptedSqs(script: readonly Script[], afterwards: Script = "ok") {
  const calls: SentEntry[][] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const entries: SentEntry[] = JSON.parse(text).Entries;
    const step = script[calls.length] ?? afterwards;
    calls.push(entries);
    if (step === "hang") return;
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
    if (step !== "ok" && "status" in step) {
      answer(step.status, { __type: `com.amazonaws.sqs#${step.error}`, message: `said ${step.error}` });
      return;
    }
    const fails = ({ Id }: SentEntry) => step !== "ok" && step.failIds.includes(Id);
    answer(200, {
      Successful: entries
        .filter((entry) => !fails(entry))
        .map(({ Id, MessageBody }) => ({
          Id,
          MessageId: `message-${Id}`,
          MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
        })),
      Failed: entries.filter(fails).map(({ Id }) => ({
        Id,
        Code: "InternalError",
        Message: "try later",
        SenderFault: step !== "ok" && "senderFault" in step && step.senderFault === true,
      })),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    queueUrl: `http://127.0.0.1:${port}/123456789012/flows`,
    calls,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
