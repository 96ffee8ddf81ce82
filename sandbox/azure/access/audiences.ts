/** What tokens are issued for, by the service that takes them. */
export const AUDIENCES = {
  management: ["https://management.azure.com", "https://management.core.windows.net"],
  storage: ["https://storage.azure.com"],
  /** The second one belongs to the names of the sandbox's vaults, `<vault>.vault.localhost`. */
  vault: ["https://vault.azure.net", "https://vault.localhost"],
  monitor: ["https://monitor.azure.com"],
  graph: ["https://graph.microsoft.com", "https://graph.windows.net"],
} as const;

const KNOWN: readonly string[] = Object.values(AUDIENCES).flat();

/** Whether the tenant has an application of this name. Addresses of the sandbox itself count as such. */
export function isKnownAudience(resource: string): boolean {
  if (KNOWN.includes(resource.replace(/\/+$/, ""))) return true;
  return /^https:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/?$/.test(resource);
}
