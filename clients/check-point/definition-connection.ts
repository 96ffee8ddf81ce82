import { defined } from "../../core/checks/json";
import type { CheckPointDefinition } from "../../core/onboarding/onboarding-definition";
import type { Environment } from "../settings/settings";
import { keysOf } from "../settings/settings-table";
import type { CheckPointConnection } from "./connection";
import { checkPointConnection } from "./settings";
import { CHECK_POINT_SETTINGS, type CheckPointSettingKey } from "./settings-table";

/**
 * The connection of an onboarding: the address as its definition has it, the login and what the definition does not say
 * from the environment.
 *
 * @throws ConfigurationError that names every problem at once, each with the place where the setting was written
 */
export function definitionConnection(
  definition: CheckPointDefinition,
  environment: Environment,
): CheckPointConnection {
  const { server, port, domain, cloudManagementId, certificateSha256 } = definition;
  const declared: { [K in CheckPointSettingKey]?: unknown } = defined({
    server,
    port,
    domain,
    cloudManagementId,
    certificateSha256,
  });
  const keys = keysOf(CHECK_POINT_SETTINGS);
  const values = keys.map((key) => [key, declared[key] ?? environment[CHECK_POINT_SETTINGS[key].variable]]);
  const names = keys.map((key) => [
    key,
    key in declared ? `checkPoint.${key}` : CHECK_POINT_SETTINGS[key].variable,
  ]);
  return checkPointConnection(Object.fromEntries(values), Object.fromEntries(names));
}
