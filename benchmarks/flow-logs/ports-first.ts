import { FIRST_EPHEMERAL_PORT, isServicePort, TCP } from "../../core/flow-logs/flows/well-known-ports";
import type { Conversation } from "./flagless-traffic";

/**
 * The rule that most tools have, and this package had: port numbers first, then who has a second partner port, each
 * connection by itself.
 *
 * @returns for each conversation, in turn, whether its client is told to be the client, the server, or both
 */
export function portsFirst(
  conversations: readonly Conversation[],
): ("client" | "server" | "both" | undefined)[] {
  const partners = new Map<string, Set<number>>();
  const note = (endpoint: string, port: number) =>
    partners.set(endpoint, (partners.get(endpoint) ?? new Set()).add(port));
  for (const { client, clientPort, server, port, protocol } of conversations) {
    note(`${client} ${clientPort} ${protocol}`, port);
    note(`${server} ${port} ${protocol}`, clientPort);
  }
  const fansOut = (endpoint: string) => partners.get(endpoint)!.size > 1;
  return conversations.map(({ client, clientPort, server, port, protocol, isAnswered }) => {
    const tests: [boolean, boolean][] = [
      [port < 1024, clientPort < 1024],
      [port >= 1024 && isServicePort(port), clientPort >= 1024 && isServicePort(clientPort)],
      [clientPort >= FIRST_EPHEMERAL_PORT, port >= FIRST_EPHEMERAL_PORT],
      [fansOut(`${server} ${port} ${protocol}`), fansOut(`${client} ${clientPort} ${protocol}`)],
    ];
    for (const [isRight, isTurned] of tests) if (isRight !== isTurned) return isRight ? "client" : "server";
    if (port !== clientPort || protocol === TCP) return undefined;
    return isAnswered ? "both" : "client";
  });
}
