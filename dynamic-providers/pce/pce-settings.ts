import * as pulumi from "@pulumi/pulumi";
import { ConnectionSettings } from "../../clients/pce/connection-settings";
import { IllumioIacError, messageLines } from "../../core/errors";

export interface PceSettingsArgs {
  /**
   * Name of a connection under `illumio:connections`.
   * @default the connection of `illumio:pceHost` and related settings, or of the environment
   */
  readonly connection?: string;
}

/** The PCE that a connection means. */
export interface PceSettings {
  /** Host name of the PCE, in lower case. */
  readonly host: string;
  readonly port: number;
  /** Number of the organization, as in every href of the PCE. */
  readonly orgId: number;
}

/**
 * Reads the PCE of the stack's settings: `illumio:pceHost`, `illumio:pcePort` and `illumio:orgId`, then the
 * environment, as resources find it. For components, whose functions have an API key of their own:
 * `pce: { ...pceSettings(), secretArn }`.
 *
 * @throws RunError that names every setting that is missing or cannot work, or a connection that does not exist
 */
export function pceSettings({ connection }: PceSettingsArgs = {}): PceSettings {
  const config = pulumi.runtime.allConfig();
  try {
    const reader = { get: (key: string) => config[key] };
    return new ConnectionSettings(reader, process.env, connection).requireIdentity();
  } catch (error) {
    throw error instanceof IllumioIacError ? new pulumi.RunError(messageLines(error).join("\n")) : error;
  }
}
