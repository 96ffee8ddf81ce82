import { CloudError } from "../../cloud/cloud-error";
import { type ArmResource, isSameId, subscriptionOf } from "../arm/arm-resource";
import type { ArmContext, PutRequest } from "../arm/arm-type";
import { badRequest, sitesOf } from "./app-service-plan";

/** Settings that Flex Consumption has other places for, or does not have. */
const FORBIDDEN = [
  "ENABLE_ORYX_BUILD",
  "FUNCTIONS_EXTENSION_VERSION",
  "FUNCTIONS_WORKER_RUNTIME",
  "FUNCTIONS_WORKER_RUNTIME_VERSION",
  "SCM_DO_BUILD_DURING_DEPLOYMENT",
  "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
  "WEBSITE_CONTENTSHARE",
  "WEBSITE_NODE_DEFAULT_VERSION",
  "WEBSITE_RUN_FROM_PACKAGE",
  "WEBSITE_TIME_ZONE",
];

const NODE_VERSIONS = ["20", "22"];

interface FunctionAppConfig {
  readonly deployment?: {
    readonly storage: {
      readonly value: string;
      readonly authentication: {
        readonly type: string;
        readonly userAssignedIdentityResourceId?: string;
        readonly storageAccountConnectionStringName?: string;
      };
    };
  };
  readonly runtime?: { readonly name: string; readonly version?: string };
}

/** @throws CloudError when a Flex Consumption plan does not take the app */
export function checkFlexSite(context: ArmContext, { body, id, name }: PutRequest, plan: ArmResource): void {
  const { siteConfig = {}, functionAppConfig: config } = body.properties as {
    siteConfig?: { alwaysOn?: boolean; functionAppScaleLimit?: number; appSettings?: { name: string }[] };
    functionAppConfig?: FunctionAppConfig;
  };
  if (!/functionapp/.test(body.kind ?? "") || !/linux/.test(body.kind ?? "")) {
    throw badRequest(
      `The kind '${body.kind}' is invalid for a Flex Consumption plan. Use 'functionapp,linux'.`,
    );
  }
  if (siteConfig.alwaysOn) {
    throw new CloudError(
      "Conflict",
      "Cannot modify this site because another operation is in progress. Details: Always On is invalid for Flex Consumption sites.",
      409,
    );
  }
  checkFlexSettings((siteConfig.appSettings ?? []).map((setting) => setting.name));
  if (siteConfig.functionAppScaleLimit !== undefined) {
    throw badRequest(
      "The following site configuration property (Site.SiteConfig.FunctionAppScaleLimit) for Flex Consumption sites is " +
        "invalid. Please remove or rename it before retrying.",
    );
  }
  const other = sitesOf(context, plan.id).find((app) => !isSameId(app.id, id));
  if (other)
    throw badRequest(
      `The Flex Consumption plan '${plan.name}' has the app '${other.name}' already. It takes one app.`,
    );
  checkConfig(body, config, name);
  if (body.properties["virtualNetworkSubnetId"] !== undefined) {
    context.registrations.check(subscriptionOf(id)!, "Microsoft.App");
  }
}

/** @throws CloudError for a setting that Flex Consumption does not take */
export function checkFlexSettings(names: readonly string[]): void {
  for (const setting of names) {
    if (!FORBIDDEN.includes(setting.toUpperCase())) continue;
    throw badRequest(
      `The following app setting (Site.SiteConfig.AppSettings.${setting}) for Flex Consumption sites is invalid. ` +
        "Please remove or rename it before retrying.",
    );
  }
}

function checkConfig(body: PutRequest["body"], config: FunctionAppConfig | undefined, name: string): void {
  if (!config?.deployment || !config.runtime) {
    throw badRequest(
      `Site.FunctionAppConfig with deployment and runtime is required for the Flex Consumption app '${name}'.`,
    );
  }
  const { name: runtime, version = "" } = config.runtime;
  if (runtime === "node" && !NODE_VERSIONS.includes(version)) {
    throw badRequest(
      `Site.FunctionAppConfig.Runtime.Version '${version}' is invalid for node. Supported: ${NODE_VERSIONS.join(", ")}.`,
    );
  }
  const {
    type,
    userAssignedIdentityResourceId: identityId,
    storageAccountConnectionStringName: setting,
  } = config.deployment.storage.authentication;
  const assigned = Object.keys((body.identity?.["userAssignedIdentities"] ?? {}) as object);
  const where = "Site.FunctionAppConfig.Deployment.Storage.Authentication";
  if (type === "UserAssignedIdentity" && !assigned.some((one) => isSameId(one, identityId))) {
    throw badRequest(
      `${where}.UserAssignedIdentityResourceId '${identityId ?? ""}' is not an identity of the app '${name}'.`,
    );
  }
  if (type === "SystemAssignedIdentity" && !String(body.identity?.["type"]).includes("SystemAssigned")) {
    throw badRequest(`${where}.Type is SystemAssignedIdentity, but the app '${name}' has none.`);
  }
  if (type === "StorageAccountConnectionString" && setting === undefined) {
    throw badRequest(`${where}.StorageAccountConnectionStringName is missing.`);
  }
}
