import type * as storage from "@pulumi/azure-native/storage";
import * as web from "@pulumi/azure-native/web";
import * as pulumi from "@pulumi/pulumi";
import { HOST_ACCOUNT } from "../../../core/contracts/azure/host-account";
import { FunctionCode } from "../../../dynamic-providers/azure/function-code/function-code";
import { functionAppNameOf, type NamePlace } from "../../shared/azure/physical-names";
import { VNET_FLOW_LOG_CHILDREN as CHILDREN } from "../../shared/azure/vnet-flow-logs-to-pce/children";
import {
  drainSettings,
  hostSettings,
  telemetryAuthentication,
} from "../../shared/azure/vnet-flow-logs-to-pce/environment";
import { DRAIN_APP, DRAIN_PLAN, scmSite } from "../../shared/azure/vnet-flow-logs-to-pce/function-app";
import { functionAppDigest } from "../../shared/bundle-path";
import type { ApplicationInsights } from "./application-insights";
import type { DrainIdentity } from "./drain-identity";
import type { FlowLogAccount } from "./flow-log-account";
import { keepingIds } from "./keeping-ids";
import type { VnetFlowLogSettings } from "./vnet-flow-log-settings";

/** What the function app works with. */
export interface DrainAppParts {
  readonly hostAccount: storage.StorageAccount;
  readonly flowLogAccount: FlowLogAccount;
  readonly identity: DrainIdentity;
  readonly applicationInsights: ApplicationInsights;
  readonly vaultUri: pulumi.Output<string>;
  /** What has to exist before the app. */
  readonly before: readonly pulumi.Resource[];
  /** What has to exist before code can be deployed to it: the app puts the package into its container itself. */
  readonly beforeCode: readonly pulumi.Resource[];
}

export interface DrainApp {
  readonly app: web.WebApp;
  readonly code: FunctionCode;
  readonly scmSite: pulumi.Output<string>;
}

/** The function app on Flex Consumption, and its code. */
export function drainApp(
  name: string,
  settings: VnetFlowLogSettings,
  place: pulumi.Output<NamePlace>,
  parts: DrainAppParts,
  opts: pulumi.CustomResourceOptions,
): DrainApp {
  const { resourceGroupName, location, tags, network } = settings;
  const { hostAccount, identity } = parts;
  const plan = new web.AppServicePlan(
    `${name}-${CHILDREN.plan}`,
    { resourceGroupName, location, ...DRAIN_PLAN, tags },
    opts,
  );
  const digest = functionAppDigest(DRAIN_APP.bundle);
  const keeping = keepingIds(opts, {
    serverFarmId: plan.id,
    "identity.userAssignedIdentities": identity.id,
    "functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId": identity.id,
    ...(network && { virtualNetworkSubnetId: network.subnetId }),
  });
  const app = new web.WebApp(
    name,
    {
      name: settings.names.functionApp ?? place.apply(functionAppNameOf),
      resourceGroupName,
      location,
      kind: DRAIN_APP.kind,
      reserved: true,
      serverFarmId: plan.id,
      httpsOnly: true,
      identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
      ...(network && { virtualNetworkSubnetId: network.subnetId }),
      siteConfig: { ...DRAIN_APP.siteConfig, appSettings: appSettings(settings, parts, digest) },
      functionAppConfig: {
        deployment: {
          storage: {
            type: "blobContainer",
            value: pulumi.interpolate`${hostAccount.primaryEndpoints.blob}${HOST_ACCOUNT.deploymentContainer}`,
            authentication: {
              type: "UserAssignedIdentity",
              userAssignedIdentityResourceId: identity.id,
            },
          },
        },
        runtime: DRAIN_APP.runtime,
        scaleAndConcurrency: {
          instanceMemoryMB: settings.memoryInMegabytes,
          maximumInstanceCount: DRAIN_APP.maximumInstanceCount,
        },
      },
      tags,
    },
    { ...keeping, dependsOn: [...parts.before] },
  );
  // What belongs to the app goes with it: a new app of the same name has neither the settings nor the code of the old one.
  const ofApp = { ...opts, replacementTrigger: keeping.replacementTrigger, deleteBeforeReplace: true };
  const refused = { name: app.name, resourceGroupName, allow: false };
  const ftp = new web.WebAppFtpAllowed(`${name}-${CHILDREN.ftp}`, refused, ofApp);
  const scm = new web.WebAppScmAllowed(`${name}-${CHILDREN.scm}`, refused, { ...ofApp, dependsOn: ftp });
  const site = app.hostNameSslStates.apply((hosts) => {
    const address = scmSite(hosts);
    if (address === undefined)
      throw new pulumi.RunError(`${name}: Azure names no deployment site of the app`);
    return address;
  });
  const code = new FunctionCode(
    `${name}-${CHILDREN.code}`,
    {
      scmSite: site,
      bundle: DRAIN_APP.bundle,
      digest,
      waitsForRoles: settings.createRoleAssignments,
    },
    { ...ofApp, dependsOn: [...parts.beforeCode, scm] },
  );
  return { app, code, scmSite: site };
}

function appSettings(settings: VnetFlowLogSettings, parts: DrainAppParts, digest: string) {
  const { hostAccount, flowLogAccount, identity, applicationInsights } = parts;
  const { blob, queue, table } = hostAccount.primaryEndpoints;
  const host = { blob, queue, table };
  const { host: pceHost, port, orgId } = settings.pce;
  const all = {
    ...hostSettings<pulumi.Output<string>>({
      host,
      clientId: identity.clientId,
      connectionString: applicationInsights.connectionString,
      telemetryAuthentication: identity.clientId.apply(telemetryAuthentication),
      managedIdentity: pulumi.output("managedidentity"),
    }),
    ...drainSettings<pulumi.Output<string>>({
      pce: {
        host: pceHost,
        port: port.apply(String),
        orgId: orgId.apply(String),
        proxyUrl: settings.proxyUrl,
      },
      vaultUrl: parts.vaultUri,
      secretName: settings.secret.name,
      flowLogBlobUrl: flowLogAccount.blobEndpoint,
      host,
      callsPerMinute: settings.pceCallsPerMinute.apply(String),
      includeRejected: settings.includeRejected.apply(String),
      nsgLogs: settings.nsgLogs.apply(String),
      startFrom: settings.startFrom,
      blobRetentionDays: flowLogAccount.retentionDays.apply(String),
      bundleDigest: pulumi.output(digest),
      clientId: identity.clientId,
    }),
  };
  return Object.entries(all)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([settingName, value]) => ({ name: settingName, value }));
}
