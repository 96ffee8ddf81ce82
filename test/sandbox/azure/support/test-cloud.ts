import { randomUUID } from "node:crypto";
import { Access } from "../../../../sandbox/azure/access/access";
import { ArmTable } from "../../../../sandbox/azure/arm/arm-table";
import type { AzureService, Foundation } from "../../../../sandbox/azure/foundation";
import { SandboxClock } from "../../../../sandbox/cloud/clock";
import { Ids } from "../../../../sandbox/cloud/ids";
import { Outages } from "../../../../sandbox/cloud/outages";
import { CertificateAuthority } from "../../../../sandbox/http";

export const SUBSCRIPTION = "/subscriptions/8f3c1c6e-6c6e-4c0b-9d5c-3f6f3a1b2c3d";
export const GROUP = `${SUBSCRIPTION}/resourceGroups/traffic`;

/** What the services of the sandbox's Azure are made of, with an empty table. */
export function testCloud(startTime = Date.now()): Foundation {
  const clock = new SandboxClock(startTime);
  const ids = new Ids(1);
  const resources = new ArmTable();
  const tenantId = "6babcaad-604b-40ac-a9d7-9fd97c0b779f";
  return {
    tenantId,
    subscriptionId: SUBSCRIPTION.split("/")[2]!,
    location: "westeurope",
    clock,
    ids,
    outages: new Outages<AzureService>(clock),
    authority: new CertificateAuthority(),
    resources,
    access: new Access({ tenantId, clock, ids, resources }),
  };
}

/** A user-assigned identity. @returns its ids */
export async function addIdentity({ resources }: Foundation, name: string) {
  const id = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const [principalId, clientId] = [randomUUID(), randomUUID()];
  await resources.put(id, { properties: { principalId, clientId } });
  return { id, principalId, clientId };
}

/** A function app with these identities. @returns its id */
export async function addSite(
  { resources }: Foundation,
  name: string,
  identityIds: readonly string[],
  properties: Record<string, unknown> = {},
): Promise<string> {
  const id = `${GROUP}/providers/Microsoft.Web/sites/${name}`;
  await resources.put(id, {
    identity: {
      type: "UserAssigned",
      userAssignedIdentities: Object.fromEntries(identityIds.map((one) => [one, {}])),
    },
    properties,
  });
  return id;
}

export const ROLES = {
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  blobOwner: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  blobReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  blobContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  queueContributor: "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
  queueSender: "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a",
  queueProcessor: "8a0f0c08-91a1-4084-bc3d-661d67233fed",
  tableContributor: "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
  tableReader: "76199698-9eea-4c19-bc75-cec21354c6b6",
  secretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  secretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
} as const;

/** Gives a role at a scope. @returns the id of the assignment */
export async function assign(
  { resources }: Foundation,
  principalId: string,
  role: string,
  scope: string,
): Promise<string> {
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
  const roleDefinitionId = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  await resources.put(id, { properties: { principalId, roleDefinitionId } });
  return id;
}
