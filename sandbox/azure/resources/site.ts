import { CloudError } from "../../cloud/cloud-error";
import { WEB } from "../arm/api-versions";
import { type ArmResource, isSameId } from "../arm/arm-resource";
import type { ArmContext, ArmType, PutRequest } from "../arm/arm-type";
import { identity, text } from "../arm/shapes";
import { badRequest } from "./app-service-plan";
import { checkFlexSettings, checkFlexSite } from "./flex-consumption";
import { withPrincipals } from "./identities";
import { siteProperties } from "./site-shape";
import { networkOf } from "./virtual-network";

type Setting = { readonly name: string; readonly value: string };

/** Apps. Their settings are kept in `properties.siteConfig.appSettings` of the table, and GET does not show them. */
export const site: ArmType = {
  type: "Microsoft.Web/sites",
  apiVersions: WEB,
  name: {
    pattern: /^[A-Za-z0-9]([A-Za-z0-9-]{0,58}[A-Za-z0-9])$/,
    code: "BadRequest",
    message: (name) =>
      `Site name '${name}' is invalid: 2 to 60 letters, digits and '-', with neither at an end '-'.`,
  },
  location: "required",
  kind: text(),
  identity,
  properties: siteProperties,
  readOnly: [
    "availabilityState",
    "customDomainVerificationId",
    "defaultHostName",
    "enabledHostNames",
    "hostNames",
    "inboundIpAddress",
    "isDefaultContainer",
    "lastModifiedTimeUtc",
    "outboundIpAddresses",
    "possibleOutboundIpAddresses",
    "repositorySiteName",
    "resourceGroup",
    "sku",
    "state",
    "usageState",
  ],
  put(context, request) {
    const { body, before, name, id } = request;
    checkIsFree(context, id, name);
    const plan = context.resources.get(String(body.properties["serverFarmId"]));
    if (plan?.type !== "Microsoft.Web/serverfarms") {
      throw new CloudError(
        "NotFound",
        `Cannot find serverFarm with id ${body.properties["serverFarmId"]}.`,
        404,
      );
    }
    if (plan.location !== body.location) {
      throw badRequest(`The app ${name} is in ${body.location}, its plan ${plan.name} in ${plan.location}.`);
    }
    const isFlex = plan.sku?.["name"] === "FC1";
    if (isFlex) checkFlexSite(context, request, plan);
    else if (body.properties["functionAppConfig"] !== undefined) {
      throw badRequest("Site.FunctionAppConfig is only for Flex Consumption plans.");
    }
    checkSubnet(context, request, isFlex ? "Microsoft.App/environments" : "Microsoft.Web/serverFarms");
    const settings = (body.properties["siteConfig"] as { appSettings?: Setting[] } | undefined)?.appSettings;
    const doubled = settings?.find(
      ({ name: one }, at) => settings.findIndex((other) => other.name === one) !== at,
    );
    if (doubled)
      throw badRequest(`The app setting '${doubled.name}' stands twice in Site.SiteConfig.AppSettings.`);
    const was = before?.properties["siteConfig"] as { appSettings?: Setting[] } | undefined;
    const { host, scm } = context.endpoints.app(name);
    return {
      ...body,
      kind: body.kind ?? before?.kind ?? "app",
      identity: withPrincipals(context, request),
      properties: {
        clientAffinityEnabled: true,
        enabled: true,
        httpsOnly: false,
        publicNetworkAccess: "Enabled",
        reserved: plan.properties["reserved"],
        ...body.properties,
        // An app keeps its settings when a call says nothing of them.
        siteConfig: {
          ...(body.properties["siteConfig"] as object),
          appSettings: settings ?? was?.appSettings ?? [],
        },
        state: body.properties["enabled"] === false ? "Stopped" : "Running",
        defaultHostName: host,
        hostNames: [host],
        enabledHostNames: [host, scm],
        hostNameSslStates: [
          { name: host, sslState: "Disabled", hostType: "Standard" },
          { name: scm, sslState: "Disabled", hostType: "Repository" },
        ],
        sku: plan.sku?.["tier"],
        lastModifiedTimeUtc: new Date(context.clock.now()).toISOString(),
      },
    };
  },
  view: (_context, { properties }) => ({
    ...properties,
    siteConfig: { ...(properties["siteConfig"] as object), appSettings: null },
  }),
  actions: {
    "get config/web": (_context, app) => webConfig(app),
    "post config/appsettings/list": (_context, app) => settingsView(app),
    "put config/appsettings": putSettings,
    "post restart": () => undefined,
    "post start": (context, app) => setState(context, app, "Running"),
    "post stop": (context, app) => setState(context, app, "Stopped"),
  },
};

/** Names and values of an app's settings. */
export function settingsOf({ properties }: ArmResource): Record<string, string> {
  const { appSettings = [] } = (properties["siteConfig"] ?? {}) as { appSettings?: Setting[] };
  return Object.fromEntries(appSettings.map(({ name, value }) => [name, value]));
}

function settingsView(app: ArmResource): object {
  return {
    id: `${app.id}/config/appsettings`,
    name: "appsettings",
    type: "Microsoft.Web/sites/config",
    location: app.location,
    properties: settingsOf(app),
  };
}

async function setState({ resources }: ArmContext, app: ArmResource, state: string): Promise<void> {
  await resources.put(app.id, { ...app, properties: { ...app.properties, state } });
}

/** Takes the place of all settings. */
async function putSettings(
  { resources }: ArmContext,
  app: ArmResource,
  body: Record<string, unknown>,
): Promise<object> {
  const given = Object.entries((body["properties"] ?? {}) as Record<string, unknown>);
  const wrong = given.find(([, value]) => typeof value !== "string");
  if (wrong) throw badRequest(`The value of the app setting '${wrong[0]}' is no text.`);
  if (resources.get(String(app.properties["serverFarmId"]))?.sku?.["name"] === "FC1")
    checkFlexSettings(given.map(([name]) => name));
  const appSettings = given.map(([name, value]) => ({ name, value }));
  const siteConfig = { ...(app.properties["siteConfig"] as object), appSettings };
  return settingsView(await resources.put(app.id, { ...app, properties: { ...app.properties, siteConfig } }));
}

function webConfig(app: ArmResource): object {
  const properties = { ...(app.properties["siteConfig"] as object), appSettings: null };
  return {
    id: `${app.id}/config/web`,
    name: app.name,
    type: "Microsoft.Web/sites/config",
    location: app.location,
    properties,
  };
}

function checkIsFree({ resources, takenNames }: ArmContext, id: string, name: string): void {
  const other = resources
    .list("Microsoft.Web/sites")
    .find((app) => app.name.toLowerCase() === name.toLowerCase());
  if (takenNames.has(name.toLowerCase()) || (other && !isSameId(other.id, id))) {
    throw new CloudError("Conflict", `Website with given name ${name} already exists.`, 409);
  }
}

function checkSubnet(context: ArmContext, { body, name }: PutRequest, delegation: string): void {
  const id = body.properties["virtualNetworkSubnetId"] as string | undefined;
  if (id === undefined) return;
  const subnet = context.resources.get(id);
  const network = networkOf(context, id);
  if (!subnet || !network) {
    throw new CloudError("SubnetNotFound", `The subnet ${id} of the app ${name} was not found.`, 404);
  }
  if (network.location !== body.location) {
    throw badRequest(`The subnet ${id} is in ${network.location}, the app ${name} in ${body.location}.`);
  }
  const delegations = (subnet.properties["delegations"] ?? []) as { properties: { serviceName: string } }[];
  if (delegations.some((one) => one.properties.serviceName.toLowerCase() === delegation.toLowerCase()))
    return;
  throw new CloudError(
    "SubnetDelegationMissing",
    `The subnet ${id} of the app ${name} is not delegated to ${delegation}. Delegate it, or take another one.`,
  );
}
