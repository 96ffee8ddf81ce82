import { randomUUID } from "node:crypto";
import { PLATFORM } from "../azure/arm/resource-manager";
import type { Sandbox } from "../sandbox";
import { type Door, postJson } from "./json-post";

/** Labels that the security team has made. */
const LABELS = [
  ["app", "shop"],
  ["app", "portal"],
  ["env", "prod"],
  ["env", "stage"],
  ["role", "web"],
  ["role", "api"],
  ["role", "db"],
] as const;

/** The pairing profile of new machines, with a limit of uses and of time. */
const PROFILE = {
  name: "Azure VMs",
  enabled: true,
  enforcement_mode: "visibility_only",
  allowed_uses_per_key: 5,
  key_lifespan: 7_200,
} as const;

/** Groups of Check Point that rules of the policy package use. */
const GROUPS = ["azure-shop", "azure-web"] as const;

/** Storage Table Data Reader, for those who look at the table of machines. */
const TABLE_READER = "76199698-9eea-4c19-bc75-cec21354c6b6";

/** Namespaces that the onboarding uses, and a new subscription is not registered for. */
const NAMESPACES = ["Microsoft.App", "Microsoft.Insights"] as const;

/**
 * Sets up what administrators do before new machines onboard themselves: labels and the pairing profile `Azure VMs` in the
 * PCE, the groups `azure-shop` and `azure-web` in Check Point, the secrets `check-point` and `service-now` in the Key
 * Vault, registrations of the subscription, and a role with which the deployer reads tables of the group `illumio`.
 */
export async function prepareOnboarding(sandbox: Sandbox): Promise<void> {
  await preparePce(sandbox);
  await prepareCheckPoint(sandbox);
  await prepareAzure(sandbox);
}

async function preparePce({ pce }: Sandbox): Promise<void> {
  const login = Buffer.from(`${pce.apiKeyUsername}:${pce.apiKeySecret}`).toString("base64");
  const org: Door = {
    url: `${pce.url}/api/v2/orgs/${pce.orgId}`,
    caCertificate: pce.caCertificate,
    headers: { authorization: `Basic ${login}` },
  };
  for (const [key, value] of LABELS) await postJson(org, "/labels", { key, value });
  await postJson(org, "/pairing_profiles", PROFILE);
}

/** Groups are made in one session of an administrator, and published. */
async function prepareCheckPoint({ checkPoint }: Sandbox): Promise<void> {
  const { url, caCertificate, username, password } = checkPoint;
  const api: Door = { url: `${url}/web_api`, caCertificate };
  const { sid } = await postJson(api, "/login", { user: username, password, "session-name": "groups" });
  const session: Door = { ...api, headers: { "X-chkp-sid": String(sid) } };
  for (const name of GROUPS) await postJson(session, "/add-group", { name });
  const { "task-id": task } = await postJson(session, "/publish", {});
  for (let isOver = false; !isOver; ) {
    const { tasks } = await postJson(session, "/show-task", { "task-id": task });
    isOver = (tasks as { status: string }[]).every(({ status }) => status !== "in progress");
  }
  await postJson(session, "/logout", {});
}

async function prepareAzure({ azure, azurePlaces, checkPoint, serviceNow }: Sandbox): Promise<void> {
  const { manager, access, subscriptionId } = azure;
  for (const namespace of NAMESPACES) manager.context.registrations.register(subscriptionId, namespace);
  const secrets = {
    "check-point": { apiKey: checkPoint.apiKey, caCertificate: checkPoint.caCertificate },
    "service-now": {
      username: serviceNow.username,
      password: serviceNow.password,
      caCertificate: serviceNow.caCertificate,
    },
  };
  for (const [name, secret] of Object.entries(secrets)) {
    const properties = { value: JSON.stringify(secret) };
    await manager.put(`${azurePlaces.pceSecretVaultId}/secrets/${name}`, { properties }, PLATFORM);
  }
  const subscription = `/subscriptions/${subscriptionId}`;
  const authorization = "providers/Microsoft.Authorization";
  await manager.put(
    `${subscription}/resourceGroups/${azurePlaces.resourceGroupName}/${authorization}/roleAssignments/${randomUUID()}`,
    {
      properties: {
        roleDefinitionId: `${subscription}/${authorization}/roleDefinitions/${TABLE_READER}`,
        principalId: access.deployer.objectId,
        principalType: "ServicePrincipal",
      },
    },
    access.deployer.objectId,
  );
}
