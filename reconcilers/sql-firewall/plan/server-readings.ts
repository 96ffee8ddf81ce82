import type { ObservedServer } from "../../../core/sql-firewall";
import type { SqlServer } from "../server/sql-server";

/** What was read of a server. */
export interface ServerReading {
  /** Id of the server in Azure Resource Manager. */
  readonly id: string;
  readonly location: string;
  readonly publicNetworkAccess: string;
  readonly rules: ObservedServer;
}

/** The reading of each server. */
export type ServerReadings = Map<SqlServer, Promise<ServerReading>>;

/** Begins to read a server, once. A reading that nothing awaits fails silently. */
export function startReading(server: SqlServer, readings: ServerReadings): Promise<ServerReading> {
  const known = readings.get(server);
  if (known) return known;
  const reading = readServer(server);
  reading.catch(() => undefined);
  readings.set(server, reading);
  return reading;
}

async function readServer(server: SqlServer): Promise<ServerReading> {
  const [{ id, location, publicNetworkAccess }, rules] = await Promise.all([
    server.readServer(),
    server.read(),
  ]);
  return { id, location, publicNetworkAccess, rules };
}
