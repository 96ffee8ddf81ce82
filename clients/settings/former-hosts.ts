import { type ConfigReader, listSetting } from "./settings";

/** Setting with earlier host names of systems, so that a system under a new name counts as the same one. */
export const FORMER_HOSTS = "illumio:formerHosts";

export function formerHosts(config: ConfigReader): string[] {
  return listSetting(config, FORMER_HOSTS);
}

/** The command that adds a host to the setting. */
export function formerHostCommand(host: string): string {
  return `pulumi config set --path "${FORMER_HOSTS}[0]" ${host}`;
}
