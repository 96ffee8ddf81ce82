import { CHECK_POINT_SETTINGS, CheckPointClient, definitionConnection } from "../../clients/check-point";
import type { Environment } from "../../clients/settings/settings";
import { ConfigurationError } from "../../core/errors";
import type { CheckPointDefinition } from "../../core/onboarding";

/**
 * A client of the management server of an onboarding, with the administrator of the environment.
 *
 * @throws ConfigurationError that names every problem at once, and when the environment is about another server: its
 *   administrator is not given to this one
 */
export function checkPointFromEnvironment(
  definition: CheckPointDefinition,
  environment: Environment,
): CheckPointClient {
  const { variable } = CHECK_POINT_SETTINGS.server;
  const server = environment[variable];
  if (server && server.toLowerCase() !== definition.server?.toLowerCase())
    throw new ConfigurationError(
      variable,
      `is ${server}, and the onboarding is about ${definition.server} (checkPoint.server); give the settings of that one`,
    );
  return new CheckPointClient(definitionConnection(definition, environment));
}
