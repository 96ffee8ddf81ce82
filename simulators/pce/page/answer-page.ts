import type { IncomingMessage, ServerResponse } from "node:http";
import type { PceStore } from "../pce-store";

/** Pages for people: read only, without login, and never with a secret in them. */
export async function answerPage(
  _store: PceStore,
  _request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(404).end();
}
