import { CHECK_POINT_SETTINGS, CheckPointClient, checkPointConnection } from "../../clients/check-point";
import type { Environment } from "../../clients/settings/settings";
import { keysOf } from "../../clients/settings/settings-table";
import { ConfigurationError } from "../../core/errors";
import type { CheckPointDefinition } from "../../core/onboarding";

/** Settings that a definition has; the others come from the environment alone. */
const OF_DEFINITION = ["server", "port", "domain", "cloudManagementId", "certificateSha256"] as const;

/**
 * A client of the management server of an onboarding, with the administrator of the environment. What the onboarding says
 * counts; the environment gives what it leaves out.
 *
 * @throws ConfigurationError that names every problem at once, and when the environment is about another server: its key
 *   is not given to this one
 */
export function checkPointFromEnvironment(
  definition: CheckPointDefinition,
  environment: Environment,
): CheckPointClient {
  const keys = keysOf(CHECK_POINT_SETTINGS);
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const key of keys) {
    names[key] = CHECK_POINT_SETTINGS[key].variable;
    values[key] = environment[CHECK_POINT_SETTINGS[key].variable];
  }
  const { server } = values;
  if (server && String(server).toLowerCase() !== definition.server?.toLowerCase())
    throw new ConfigurationError(
      CHECK_POINT_SETTINGS.server.variable,
      `is ${String(server)}, and the onboarding is about ${definition.server} (checkPoint.server); give the settings of that one`,
    );
  for (const key of OF_DEFINITION) {
    const value = definition[key];
    if (value === undefined) continue;
    names[key] = `checkPoint.${key}`;
    values[key] = typeof value === "number" ? String(value) : value;
  }
  return new CheckPointClient(checkPointConnection(values, names));
}
