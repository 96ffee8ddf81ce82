import * as pulumi from "@pulumi/pulumi";
import { scheduleOf } from "../../../core/contracts/azure/app-times";
import { BUNDLES } from "../../../core/contracts/azure/bundles";
import { firewallText } from "../../../core/contracts/azure/sql-sync";
import type { NamePlace } from "../../shared/azure/physical-names";
import { sqlSyncSettings } from "../../shared/azure/sql-firewall-sync/environment";
import { type FunctionApp, type FunctionAppParts, functionApp } from "./function-app/function-app";
import type { SqlFirewallSyncSettings } from "./sql-firewall-sync-settings";

/** What the function app works with. */
export interface SqlSyncAppParts extends Omit<FunctionAppParts, "bundle" | "appSettings"> {
  readonly vaultUri: pulumi.Output<string>;
}

/** The function app of *sql-sync*, and its code. */
export function sqlSyncApp(
  name: string,
  settings: SqlFirewallSyncSettings,
  place: pulumi.Output<NamePlace>,
  parts: SqlSyncAppParts,
  opts: pulumi.CustomResourceOptions,
): FunctionApp {
  const appSettings = (digest: string) => appSettingsOf(settings, parts, digest);
  return functionApp(name, settings, place, { ...parts, bundle: BUNDLES.sqlSync, appSettings }, opts);
}

function appSettingsOf(settings: SqlFirewallSyncSettings, parts: SqlSyncAppParts, digest: string) {
  const { host, port, orgId } = settings.pce;
  // The cloud that the provider works in; nothing that Azure answers names it.
  const cloud = new pulumi.Config("azure-native").get("environment");
  return sqlSyncSettings<pulumi.Output<string>>({
    pce: { host, port: port.apply(String), orgId: orgId.apply(String), proxyUrl: settings.proxyUrl },
    vaultUrl: parts.vaultUri,
    secretName: settings.secret.name,
    hostBlobUrl: parts.hostAccount.primaryEndpoints.blob,
    schedule: settings.intervalInMinutes.apply(scheduleOf),
    cloud: cloud === undefined ? undefined : pulumi.output(cloud),
    firewalls: settings.bindingKeys.map((key) => settings.bindings.apply((all) => firewallText(all[key]!))),
    bundleDigest: pulumi.output(digest),
    clientId: parts.identity.clientId,
  });
}
