import * as pulumi from "@pulumi/pulumi";
import { BUNDLES } from "../../../core/contracts/azure/bundles";
import type { NamePlace } from "../../shared/azure/physical-names";
import { drainSettings } from "../../shared/azure/vnet-flow-logs-to-pce/environment";
import type { FlowLogAccount } from "./flow-log-account";
import { type FunctionApp, type FunctionAppParts, functionApp } from "./function-app/function-app";
import type { VnetFlowLogSettings } from "./vnet-flow-log-settings";

/** What the function app works with. */
export interface DrainAppParts extends Omit<FunctionAppParts, "bundle" | "appSettings"> {
  readonly flowLogAccount: FlowLogAccount;
  readonly vaultUri: pulumi.Output<string>;
}

/** The function app of *drain*, and its code. */
export function drainApp(
  name: string,
  settings: VnetFlowLogSettings,
  place: pulumi.Output<NamePlace>,
  parts: DrainAppParts,
  opts: pulumi.CustomResourceOptions,
): FunctionApp {
  const appSettings = (digest: string) => appSettingsOf(settings, parts, digest);
  return functionApp(name, settings, place, { ...parts, bundle: BUNDLES.drain, appSettings }, opts);
}

function appSettingsOf(settings: VnetFlowLogSettings, parts: DrainAppParts, digest: string) {
  const { hostAccount, flowLogAccount, identity } = parts;
  const { blob, queue, table } = hostAccount.primaryEndpoints;
  const { host, port, orgId } = settings.pce;
  return drainSettings<pulumi.Output<string>>({
    pce: { host, port: port.apply(String), orgId: orgId.apply(String), proxyUrl: settings.proxyUrl },
    vaultUrl: parts.vaultUri,
    secretName: settings.secret.name,
    flowLogBlobUrl: flowLogAccount.blobEndpoint,
    host: { blob, queue, table },
    callsPerMinute: settings.pceCallsPerMinute.apply(String),
    includeRejected: settings.includeRejected.apply(String),
    nsgLogs: settings.nsgLogs.apply(String),
    startFrom: settings.startFrom,
    blobRetentionDays: flowLogAccount.retentionDays.apply(String),
    bundleDigest: pulumi.output(digest),
    clientId: identity.clientId,
  });
}
