/** What a role allows. `*` stands for any text; casing makes no difference. */
export interface Permissions {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

export interface RoleDefinition {
  /** The GUID in which its id ends. */
  readonly name: string;
  readonly roleName: string;
  readonly permissions: readonly Permissions[];
}

const BLOB = "Microsoft.Storage/storageAccounts/blobServices";
const QUEUE = "Microsoft.Storage/storageAccounts/queueServices";
const TABLE = "Microsoft.Storage/storageAccounts/tableServices";
const VAULT = "Microsoft.KeyVault/vaults";

const role = (name: string, roleName: string, permissions: Permissions): RoleDefinition => ({
  name,
  roleName,
  permissions: [permissions],
});

/**
 * Those of Azure's built-in roles that have to do with function apps, flow logs, their accounts and their secrets, and with
 * the firewalls of SQL servers.
 *
 * @see Azure built-in roles (Microsoft Learn)
 */
export const BUILT_IN_ROLES: readonly RoleDefinition[] = [
  role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", { actions: ["*"] }),
  role("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor", {
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
    ],
  }),
  role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", { actions: ["*/read"] }),
  role("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator", {
    actions: ["*/read", "Microsoft.Authorization/*"],
  }),
  role("17d1049b-9a84-46fb-8f53-869881c3d3ab", "Storage Account Contributor", {
    actions: ["Microsoft.Storage/storageAccounts/*", "Microsoft.Authorization/*/read"],
  }),
  role("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner", {
    actions: [`${BLOB}/containers/*`, `${BLOB}/generateUserDelegationKey/action`],
    dataActions: [`${BLOB}/containers/blobs/*`],
  }),
  role("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor", {
    actions: [
      `${BLOB}/containers/delete`,
      `${BLOB}/containers/read`,
      `${BLOB}/containers/write`,
      `${BLOB}/generateUserDelegationKey/action`,
    ],
    dataActions: [
      `${BLOB}/containers/blobs/delete`,
      `${BLOB}/containers/blobs/read`,
      `${BLOB}/containers/blobs/write`,
      `${BLOB}/containers/blobs/move/action`,
      `${BLOB}/containers/blobs/add/action`,
    ],
  }),
  role("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader", {
    actions: [`${BLOB}/containers/read`, `${BLOB}/generateUserDelegationKey/action`],
    dataActions: [`${BLOB}/containers/blobs/read`],
  }),
  role("974c5e8b-45b9-4653-ba55-5f855dd0fb88", "Storage Queue Data Contributor", {
    actions: [`${QUEUE}/queues/delete`, `${QUEUE}/queues/read`, `${QUEUE}/queues/write`],
    dataActions: [
      `${QUEUE}/queues/messages/delete`,
      `${QUEUE}/queues/messages/read`,
      `${QUEUE}/queues/messages/write`,
      `${QUEUE}/queues/messages/process/action`,
    ],
  }),
  role("19e7f393-937e-4f77-808e-94535e297925", "Storage Queue Data Reader", {
    actions: [`${QUEUE}/queues/read`],
    dataActions: [`${QUEUE}/queues/messages/read`],
  }),
  role("8a0f0c08-91a1-4084-bc3d-661d67233fed", "Storage Queue Data Message Processor", {
    dataActions: [`${QUEUE}/queues/messages/read`, `${QUEUE}/queues/messages/process/action`],
  }),
  role("c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", "Storage Queue Data Message Sender", {
    dataActions: [`${QUEUE}/queues/messages/add/action`],
  }),
  role("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "Storage Table Data Contributor", {
    actions: [`${TABLE}/tables/read`, `${TABLE}/tables/write`, `${TABLE}/tables/delete`],
    dataActions: [
      `${TABLE}/tables/entities/read`,
      `${TABLE}/tables/entities/write`,
      `${TABLE}/tables/entities/delete`,
      `${TABLE}/tables/entities/add/action`,
      `${TABLE}/tables/entities/update/action`,
    ],
  }),
  role("76199698-9eea-4c19-bc75-cec21354c6b6", "Storage Table Data Reader", {
    actions: [`${TABLE}/tables/read`],
    dataActions: [`${TABLE}/tables/entities/read`],
  }),
  role("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User", {
    dataActions: [`${VAULT}/secrets/getSecret/action`, `${VAULT}/secrets/readMetadata/action`],
  }),
  role("b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "Key Vault Secrets Officer", {
    actions: [`${VAULT}/*/read`, "Microsoft.Authorization/*/read"],
    dataActions: [`${VAULT}/secrets/*`],
  }),
  role("00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator", {
    actions: [`${VAULT}/*/read`, "Microsoft.Authorization/*/read"],
    dataActions: [`${VAULT}/*`],
  }),
  role("21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader", {
    actions: [`${VAULT}/*/read`, "Microsoft.Authorization/*/read"],
    dataActions: [`${VAULT}/*/read`, `${VAULT}/secrets/readMetadata/action`],
  }),
  role("3913510d-42f4-4e42-8a64-420c390055eb", "Monitoring Metrics Publisher", {
    actions: ["Microsoft.Insights/Register/Action"],
    dataActions: ["Microsoft.Insights/Metrics/Write", "Microsoft.Insights/Telemetry/Write"],
  }),
  role("de139f84-1756-47ae-9be6-808fbbe84772", "Website Contributor", {
    actions: ["Microsoft.Web/sites/*", "Microsoft.Web/serverFarms/read", "Microsoft.Authorization/*/read"],
  }),
  role("056cd41c-7e88-42e1-933e-88ba6a50c9c3", "SQL Security Manager", {
    actions: [
      "Microsoft.Sql/servers/read",
      "Microsoft.Sql/servers/firewallRules/*",
      "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Authorization/*/read",
    ],
  }),
  role("6d8ee4ec-f05a-4a1d-8b00-a9b17e38b437", "SQL Server Contributor", {
    actions: [
      "Microsoft.Sql/servers/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Authorization/*/read",
    ],
  }),
  role("4d97b98b-1d4f-4787-a291-c67834d212e7", "Network Contributor", {
    actions: ["Microsoft.Network/*", "Microsoft.Authorization/*/read"],
  }),
  role("9980e02c-c2be-4d73-94e8-173b1dc7cf3c", "Virtual Machine Contributor", {
    actions: [
      "Microsoft.Compute/virtualMachines/*",
      "Microsoft.Compute/virtualMachineScaleSets/*",
      "Microsoft.Network/networkInterfaces/*",
      "Microsoft.Network/publicIPAddresses/read",
      "Microsoft.Network/publicIPAddresses/join/action",
      "Microsoft.Network/virtualNetworks/read",
      "Microsoft.Network/virtualNetworks/subnets/join/action",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Authorization/*/read",
    ],
  }),
  role("f1a07417-d97a-45cb-824c-7a7467783830", "Managed Identity Operator", {
    actions: [
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
      "Microsoft.Authorization/*/read",
    ],
  }),
];
