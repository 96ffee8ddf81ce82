import type * as storage from "@pulumi/azure-native/storage";
import { web as inputs } from "@pulumi/azure-native/types/input";
import * as web from "@pulumi/azure-native/web";
import * as pulumi from "@pulumi/pulumi";
import { HOST_ACCOUNT } from "../../../../core/contracts/azure/host-account";
import { FunctionCode } from "../../../../dynamic-providers/azure/function-code/function-code";
import { FUNCTION_APP_CHILDREN as CHILDREN } from "../../../shared/azure/function-app/children";
import { hostSettings, telemetryAuthentication } from "../../../shared/azure/function-app/environment";
import { FUNCTION_APP, FUNCTION_PLAN, scmSite } from "../../../shared/azure/function-app/function-app";
import { functionAppNameOf, type NamePlace } from "../../../shared/azure/physical-names";
import { functionAppDigest } from "../../../shared/bundle-path";
import { keepingIds } from "../keeping-ids";
import type { ApplicationInsights } from "./application-insights";
import type { FunctionAppSettings } from "./function-app-settings";
import type { FunctionIdentity } from "./function-identity";

/** What a function app works with. */
export interface FunctionAppParts {
  /** One of the `BUNDLES` of Azure. */
  readonly bundle: string;
  readonly hostAccount: storage.StorageAccount;
  readonly identity: FunctionIdentity;
  readonly applicationInsights: ApplicationInsights;
  /** App settings of the function itself. @param digest of the bundle that is deployed */
  readonly appSettings: (digest: string) => Readonly<Record<string, pulumi.Output<string>>>;
  /** What has to exist before the app. */
  readonly before: readonly pulumi.Resource[];
  /** What has to exist before code can be deployed to it: the app puts the package into its container itself. */
  readonly beforeCode: readonly pulumi.Resource[];
}

export interface FunctionApp {
  readonly app: web.WebApp;
  readonly code: FunctionCode;
  readonly scmSite: pulumi.Output<string>;
}

/** A function app on Flex Consumption, and its code. */
export function functionApp(
  name: string,
  settings: FunctionAppSettings,
  place: pulumi.Output<NamePlace>,
  parts: FunctionAppParts,
  opts: pulumi.CustomResourceOptions,
): FunctionApp {
  const { resourceGroupName, location, tags, network } = settings;
  const { bundle, hostAccount, identity } = parts;
  const plan = new web.AppServicePlan(
    `${name}-${CHILDREN.plan}`,
    { resourceGroupName, location, ...FUNCTION_PLAN, tags },
    opts,
  );
  const digest = functionAppDigest(bundle);
  const keeping = keepingIds(opts, {
    serverFarmId: plan.id,
    "identity.userAssignedIdentities": identity.id,
    "functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId": identity.id,
    ...(network && { virtualNetworkSubnetId: network.subnetId }),
  });
  const siteConfig = { ...FUNCTION_APP.siteConfig, appSettings: appSettings(parts, digest) };
  const app = new web.WebApp(
    name,
    {
      name: settings.names.functionApp ?? place.apply(functionAppNameOf),
      resourceGroupName,
      location,
      kind: FUNCTION_APP.kind,
      reserved: true,
      serverFarmId: plan.id,
      httpsOnly: true,
      identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
      ...(network && { virtualNetworkSubnetId: network.subnetId }),
      siteConfig,
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
        runtime: FUNCTION_APP.runtime,
        scaleAndConcurrency: {
          instanceMemoryMB: settings.memoryInMegabytes,
          maximumInstanceCount: FUNCTION_APP.maximumInstanceCount,
        },
      },
      tags,
    },
    { ...keeping, dependsOn: [...parts.before], transformations: [showingKnown(siteConfig)] },
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
    { scmSite: site, bundle, digest, waitsForRoles: settings.createRoleAssignments },
    { ...ofApp, dependsOn: [...parts.beforeCode, scm] },
  );
  return { app, code, scmSite: site };
}

/** A preview shows the settings that are known: the class of `WebApp` makes all of them unknown when one is, to add defaults. */
function showingKnown(siteConfig: inputs.SiteConfigArgs): pulumi.ResourceTransformation {
  const withDefaults = inputs.siteConfigArgsProvideDefaults(siteConfig);
  return ({ props, opts }) => ({ props: { ...props, siteConfig: withDefaults }, opts });
}

function appSettings(parts: FunctionAppParts, digest: string) {
  const { hostAccount, identity, applicationInsights } = parts;
  const { blob, queue, table } = hostAccount.primaryEndpoints;
  const all = {
    ...hostSettings<pulumi.Output<string>>({
      host: { blob, queue, table },
      clientId: identity.clientId,
      connectionString: applicationInsights.connectionString,
      telemetryAuthentication: identity.clientId.apply(telemetryAuthentication),
      managedIdentity: pulumi.output("managedidentity"),
    }),
    ...parts.appSettings(digest),
  };
  return Object.entries(all)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([settingName, value]) => ({ name: settingName, value }));
}
