import type { Principal } from "../access/principals";
import { type ArmResource, isSameId } from "../arm/arm-resource";
import type { Foundation } from "../foundation";
import { networkVerdict } from "../network/network-rules";
import { settingsOf } from "../resources/site";
import type { Storage } from "../storage/storage";

export type AppNeeds = Pick<
  Foundation,
  "access" | "authority" | "clock" | "ids" | "outages" | "resources"
> & {
  readonly storage: Pick<Storage, "endpointsOf" | "internal">;
  readonly identity: { readonly url: string; headerOf(siteId: string): string };
  /** The certificate that every HTTPS endpoint of the sandbox is issued from. */
  readonly caFile: string;
  /** Host and port of Resource Manager, for code that calls it. */
  metadataHost?(): string;
};

/** Variables of the process of an app: its settings, and what Azure adds to them. */
export function environmentOf(cloud: AppNeeds, site: ArmResource): Record<string, string> {
  const identities = cloud.access.principals.of(site);
  const hasIdentity = identities.systemAssigned !== undefined || identities.userAssigned.length > 0;
  return {
    PATH: process.env["PATH"] ?? "",
    TZ: "UTC",
    ...settingsOf(site),
    FUNCTIONS_EXTENSION_VERSION: "~4",
    FUNCTIONS_WORKER_RUNTIME: "node",
    NODE_EXTRA_CA_CERTS: cloud.caFile,
    ...(cloud.metadataHost ? { ARM_METADATA_HOSTNAME: cloud.metadataHost() } : {}),
    REGION_NAME: site.location ?? "",
    WEBSITE_HOSTNAME: String(site.properties["defaultHostName"]),
    WEBSITE_SITE_NAME: site.name,
    WEBSITE_SKU: "FlexConsumption",
    ...(hasIdentity
      ? { IDENTITY_ENDPOINT: cloud.identity.url, IDENTITY_HEADER: cloud.identity.headerOf(site.id) }
      : {}),
  };
}

/**
 * Why the host cannot use its own storage (`AzureWebJobsStorage__…`), where it keeps the locks of timers; undefined when
 * it can.
 *
 * @see Connecting to host storage with an identity (Microsoft Learn)
 */
export function hostStorageProblem(cloud: AppNeeds, site: ArmResource): string | undefined {
  const settings = settingsOf(site);
  if (settings["AzureWebJobsStorage"] !== undefined) return "AzureWebJobsStorage with a key is not simulated";
  const uri = settings["AzureWebJobsStorage__blobServiceUri"];
  const named = settings["AzureWebJobsStorage__accountName"];
  if (uri === undefined && named === undefined) return "AzureWebJobsStorage__blobServiceUri is not set";
  const account = cloud.resources
    .list("Microsoft.Storage/storageAccounts")
    .find(({ name }) =>
      uri === undefined ? name === named : sameUrl(cloud.storage.endpointsOf(name).blob, uri),
    );
  if (account === undefined) return `there is no storage account at ${uri ?? named}`;
  if (settings["AzureWebJobsStorage__credential"] !== "managedidentity")
    return "AzureWebJobsStorage__credential is not managedidentity";
  const principal = identityOf(cloud, site, settings["AzureWebJobsStorage__clientId"]);
  if (principal === undefined) return "the app has no such identity as AzureWebJobsStorage__clientId names";
  const action = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";
  const question = { principalId: principal.objectId, action, isDataAction: true, scope: account.id };
  if (!isLetIn(cloud, account, site)) return `the network rules of ${account.name} keep the app out`;
  return cloud.access.allows(question)
    ? undefined
    : `the identity ${principal.name} may not write blobs of ${account.name} (Storage Blob Data Owner)`;
}

/** Whether the network rules of an account let the app reach its blobs. */
export function isLetIn({ resources }: AppNeeds, account: ArmResource, site: ArmResource): boolean {
  return ["private-endpoint", "public"].includes(networkVerdict(resources, account, "blob", site.id));
}

/** An identity of the app by its client id; its own one without. */
export function identityOf(
  { access }: AppNeeds,
  site: ArmResource,
  clientId?: string,
): Principal | undefined {
  const { systemAssigned, userAssigned } = access.principals.of(site);
  return clientId === undefined
    ? systemAssigned
    : userAssigned.find((one) => one.clientId.toLowerCase() === clientId.toLowerCase());
}

/** The Application Insights component that takes what the app logs; undefined where none does. */
export function componentOf(cloud: AppNeeds, site: ArmResource): ArmResource | undefined {
  const settings = settingsOf(site);
  const connection = fieldsOf(settings["APPLICATIONINSIGHTS_CONNECTION_STRING"]);
  const component = cloud.resources
    .list("Microsoft.Insights/components")
    .find(({ properties }) => properties["InstrumentationKey"] === connection["InstrumentationKey"]);
  if (component === undefined) return undefined;
  const authentication = fieldsOf(settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]);
  if (authentication["Authorization"] !== "AAD")
    return component.properties["DisableLocalAuth"] === true ? undefined : component;
  const principal = identityOf(cloud, site, authentication["ClientId"]);
  if (principal === undefined) return undefined;
  const action = "Microsoft.Insights/Telemetry/Write";
  const question = { principalId: principal.objectId, action, isDataAction: true, scope: component.id };
  return cloud.access.allows(question) ? component : undefined;
}

/** The container that takes the code of a Flex Consumption app, and who writes it. */
export function deploymentContainerOf(
  cloud: AppNeeds,
  site: ArmResource,
):
  | { readonly account: ArmResource; readonly container: string; readonly principal: Principal | undefined }
  | undefined {
  const config = site.properties["functionAppConfig"] as
    | {
        deployment?: {
          storage: {
            value: string;
            authentication: { type: string; userAssignedIdentityResourceId?: string };
          };
        };
      }
    | undefined;
  const storage = config?.deployment?.storage;
  if (storage === undefined) return undefined;
  const url = storage.value.replace(/\/+$/, "");
  const cut = url.lastIndexOf("/");
  const account = cloud.resources
    .list("Microsoft.Storage/storageAccounts")
    .find(({ name }) => sameUrl(cloud.storage.endpointsOf(name).blob, url.slice(0, cut)));
  if (account === undefined) return undefined;
  const { systemAssigned, userAssigned } = cloud.access.principals.of(site);
  const named = storage.authentication.userAssignedIdentityResourceId;
  const principal =
    named === undefined ? systemAssigned : userAssigned.find((one) => isSameId(one.resourceId ?? "", named));
  return { account, container: url.slice(cut + 1), principal };
}

function fieldsOf(text = ""): Record<string, string> {
  return Object.fromEntries(
    text.split(";").flatMap((field) => {
      const at = field.indexOf("=");
      return at < 0 ? [] : [[field.slice(0, at), field.slice(at + 1)]];
    }),
  );
}

function sameUrl(one: string, other: string): boolean {
  return one.replace(/\/+$/, "") === other.replace(/\/+$/, "");
}
