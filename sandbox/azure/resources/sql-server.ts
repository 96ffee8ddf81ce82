import { CloudError } from "../../cloud/cloud-error";
import { SQL } from "../arm/api-versions";
import { type ArmResource, isSameId, nameOf, subscriptionOf } from "../arm/arm-resource";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { flag, identity, object, text } from "../arm/shapes";

const SERVER = "Microsoft.Sql/servers";
const enabledOrDisabled = text({ oneOf: ["Enabled", "Disabled"] });

const administrators = object({
  administratorType: text({ oneOf: ["ActiveDirectory"] }),
  azureADOnlyAuthentication: flag,
  login: text(),
  principalType: text({ oneOf: ["User", "Group", "Application"] }),
  sid: text(),
  tenantId: text(),
});

/** Logical servers of Azure SQL. Names are those of the whole world. */
export const sqlServer: ArmType = {
  type: SERVER,
  apiVersions: SQL,
  name: {
    pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    code: "InvalidServerName",
    message: (name) => `Invalid server name '${name}' specified.`,
  },
  location: "required",
  kind: text(),
  identity,
  properties: object({
    administratorLogin: text({ min: 1, max: 128 }),
    administratorLoginPassword: text(),
    administrators,
    federatedClientId: text(),
    isIPv6Enabled: enabledOrDisabled,
    keyId: text(),
    minimalTlsVersion: text({ oneOf: ["None", "1.0", "1.1", "1.2", "1.3"] }),
    primaryUserAssignedIdentityId: text(),
    publicNetworkAccess: text({ oneOf: ["Enabled", "Disabled", "SecuredByPerimeter"] }),
    restrictOutboundNetworkAccess: enabledOrDisabled,
    retentionDays: (value, path, problems) => {
      if (typeof value !== "number") problems.push(`${path}: expected a number`);
    },
    version: text({ oneOf: ["12.0"] }),
  }),
  readOnly: [
    "externalGovernanceStatus",
    "fullyQualifiedDomainName",
    "privateEndpointConnections",
    "state",
    "workspaceFeature",
  ],
  createOnly: ["properties.administratorLogin"],
  longRunning: "accepted",
  put({ resources, takenNames }, { id, name, body, before }) {
    const { administratorLoginPassword: password, ...given } = body.properties;
    const other = resources.list(SERVER).find((server) => server.name === name && !isSameId(server.id, id));
    if (takenNames.has(name) || other) {
      throw new CloudError(
        "NameAlreadyExists",
        `The name '${name}' already exists. Choose a different name.`,
      );
    }
    const { azureADOnlyAuthentication } = (given["administrators"] ?? {}) as {
      azureADOnlyAuthentication?: boolean;
    };
    const isNew = before === undefined;
    if (isNew && !azureADOnlyAuthentication && (!given["administratorLogin"] || !password)) {
      throw new CloudError("InvalidLoginName", "The provided login name is invalid.");
    }
    if (typeof password === "string" && !/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8,128}$/.test(password)) {
      throw new CloudError("PasswordNotComplex", "The provided password is not complex enough.");
    }
    return {
      ...body,
      kind: "v12.0",
      properties: {
        administratorLogin: before?.properties["administratorLogin"],
        minimalTlsVersion: "1.2",
        publicNetworkAccess: "Enabled",
        restrictOutboundNetworkAccess: "Disabled",
        version: "12.0",
        ...given,
        fullyQualifiedDomainName: `${name}.database.windows.net`,
        privateEndpointConnections: [],
        state: "Ready",
      },
    };
  },
};

/** How Azure SQL says that a server is elsewhere, or nowhere. */
export function missingServer({ resources }: ArmContext, serverId: string): CloudError {
  const name = nameOf(serverId).toLowerCase();
  const subscription = subscriptionOf(serverId);
  const isElsewhere = resources
    .list(SERVER, `/subscriptions/${subscription}`)
    .some((server) => server.name.toLowerCase() === name);
  return isElsewhere
    ? new CloudError(
        "ServerNotInSubscriptionResourceGroup",
        `Server '${name}' does not exist in resource group '${serverId.split("/")[4]}' in subscription '${subscription}'.`,
        404,
      )
    : new CloudError(
        "SubscriptionDoesNotHaveServer",
        `Subscription '${subscription}' does not have the server '${name}'.`,
        404,
      );
}

/** The server of a rule. */
export function serverOf({ resources }: ArmContext, id: string): ArmResource {
  return resources.get(id.split("/").slice(0, 9).join("/"))!;
}

/** @throws CloudError when the server is reached by private endpoints only */
export function checkIsPublic({ properties }: ArmResource, code: string, what: string): void {
  if (properties["publicNetworkAccess"] !== "Disabled") return;
  throw new CloudError(
    code,
    `Unable to create or modify firewall rules when ${what} for the server is disabled. ` +
      `To manage server or database level firewall rules, please enable the ${what}.`,
  );
}
