import type { OrdersServer } from "./orders-server";
import { say, table } from "./say";

/** Who tries to reach the database: their names, with their public addresses. */
export const CLIENTS = {
  "web-1 and web-2": "81.20.1.10",
  office: "81.20.8.3",
  "web-3": "81.20.3.21",
  "web-3 after its move": "81.20.3.22",
  auditors: "81.20.77.4",
  "dba at home": "81.20.90.5",
  stranger: "81.20.200.1",
} as const;
export type SqlClientName = keyof typeof CLIENTS;

/**
 * Lets every client try, and prints what comes of it.
 *
 * @param expected those that should get in
 * @returns sentences about those that got in, or did not, although they should not, or should
 */
export async function tryClients(
  server: OrdersServer,
  expected: readonly SqlClientName[],
): Promise<readonly string[]> {
  const names = Object.keys(CLIENTS) as SqlClientName[];
  const tried = await Promise.all(
    names.map(async (name) => ({ name, isIn: await server.letsIn(CLIENTS[name]) })),
  );
  say(
    table(
      ["SQL client", "address", "answer"],
      tried.map(({ name, isIn }) => [name, CLIENTS[name], isIn ? "connected" : "refused"]),
    ),
  );
  return tried
    .filter(({ name, isIn }) => isIn !== expected.includes(name))
    .map(({ name, isIn }) => `the SQL client ${name} (${CLIENTS[name]}) was ${isIn ? "let in" : "refused"}`);
}
