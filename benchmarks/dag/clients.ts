import { PanosClient } from "../../clients/panos";
import { PceClient } from "../../clients/pce";
import type { Reach } from "./world";

/** Opens our clients for some work and closes them. */
export async function withClients<T>(
  { pce, firewall: { host, ...credentials } }: Reach,
  work: (pce: PceClient, firewall: PanosClient) => Promise<T>,
): Promise<T> {
  const clients = [new PceClient(pce), new PanosClient({ hosts: [host], ...credentials })] as const;
  try {
    return await work(...clients);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}
