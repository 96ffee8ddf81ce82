import type { ConfigReader } from "../../clients/settings/settings";

/** Setting that makes a preview work without the network. */
export const WITHOUT_NETWORK = "illumio:previewWithoutNetwork";

/** Whether a preview works without the network. */
export function previewsWithoutNetwork(config: ConfigReader): boolean {
  return config.get(WITHOUT_NETWORK) === "true";
}
