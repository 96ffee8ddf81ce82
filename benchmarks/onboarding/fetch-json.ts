import { request } from "node:https";
import { text } from "node:stream/consumers";
import type { JsonRecord } from "../../core/checks/json";

/** A call of somebody who prepares a simulator. @throws when it is refused */
export async function fetchJson(
  url: string,
  path: string,
  ca: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: object },
): Promise<JsonRecord> {
  const answer = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    const options = { method: "POST", ca, headers: { "content-type": "application/json", ...headers } };
    request(new URL(path, url), options, resolve).on("error", reject).end(JSON.stringify(body));
  });
  const answered = await text(answer);
  if ((answer.statusCode ?? 500) >= 300) throw new Error(`${path}: ${answer.statusCode} ${answered}`);
  return answered === "" ? {} : (JSON.parse(answered) as JsonRecord);
}
