import type { PanoramaSimulator, PanosSimulator } from "illumio-iac-sandbox/panos";

/**
 * The settings by which the CLI and programs reach a firewall.
 *
 * @param name of the firewall in upper case
 */
export function firewallVariables(
  name: string,
  { hosts, apiKey, caFile }: PanosSimulator | PanoramaSimulator,
): Record<string, string> {
  return {
    [`ILLUMIO_FIREWALL_${name}_HOSTS`]: hosts.join(","),
    [`ILLUMIO_FIREWALL_${name}_API_KEY`]: apiKey,
    [`ILLUMIO_FIREWALL_${name}_CA_FILE`]: caFile,
    [`ILLUMIO_FIREWALL_${name}_ADMIN`]: "admin",
  };
}
