import type { PceSimulator } from "../../sandbox/pce";

/** Variables that name a simulated PCE, as a user sets them. */
export function pceEnvironment(pce: PceSimulator): Record<string, string> {
  return {
    ILLUMIO_PCE_HOST: pce.host,
    ILLUMIO_PCE_PORT: String(pce.port),
    ILLUMIO_PCE_ORG_ID: String(pce.orgId),
    ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
    ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
    ILLUMIO_CA_FILE: pce.caFile,
  };
}

/** Variables that name a simulated firewall or Panorama as `edge`, or under another name. */
export function firewallEnvironment(
  {
    hosts,
    apiKey,
    caFile,
  }: { readonly hosts: readonly string[]; readonly apiKey: string; readonly caFile: string },
  name = "edge",
): Record<string, string> {
  const prefix = `ILLUMIO_FIREWALL_${name.toUpperCase()}`;
  return {
    [`${prefix}_HOSTS`]: hosts.join(","),
    [`${prefix}_API_KEY`]: apiKey,
    [`${prefix}_CA_FILE`]: caFile,
  };
}
