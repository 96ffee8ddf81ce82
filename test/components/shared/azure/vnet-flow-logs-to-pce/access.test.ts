import {
  closedAccountProblem,
  drainRoleAssignments,
  isClosed,
  requiredNetworkAccess,
} from "../../../../../components/shared/azure/vnet-flow-logs-to-pce/access";
import {
  defaultNetworkWatcher,
  FLOW_LOG,
  otherSubscriptionProblem,
} from "../../../../../components/shared/azure/vnet-flow-logs-to-pce/flow-log";
import { lifecycleRules } from "../../../../../components/shared/azure/vnet-flow-logs-to-pce/storage";

const GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers";
const reached = {
  flowLogAccount: `${GROUP}/Microsoft.Storage/storageAccounts/logs`,
  hostAccount: `${GROUP}/Microsoft.Storage/storageAccounts/host`,
  vault: `${GROUP}/Microsoft.KeyVault/vaults/illumio`,
  secretName: "illumio-pce",
  applicationInsights: `${GROUP}/Microsoft.Insights/components/traffic`,
};

test("the function may read flow logs, use its own account, read one secret and write its log, and nothing else", () => {
  const assignments = Object.values(drainRoleAssignments(reached, "principal"));
  expect(assignments.map(({ role, scope }) => [role, scope])).toEqual([
    ["Storage Blob Data Reader", reached.flowLogAccount],
    ["Storage Blob Data Owner", reached.hostAccount],
    ["Storage Queue Data Contributor", reached.hostAccount],
    ["Storage Table Data Contributor", reached.hostAccount],
    ["Key Vault Secrets User", `${reached.vault}/secrets/illumio-pce`],
    ["Monitoring Metrics Publisher", reached.applicationInsights],
  ]);
});

test("an account with network rules has to let the function's subnet in", () => {
  const denying = { id: reached.flowLogAccount, defaultAction: "Deny" };
  expect(isClosed(denying)).toBe(true);
  expect(isClosed({ ...denying, defaultAction: "Allow", publicNetworkAccess: "Enabled" })).toBe(false);
  expect(closedAccountProblem(denying)).toMatch(/give network/);
  expect(requiredNetworkAccess(denying, "subnet")).toMatchObject({
    resourceId: reached.flowLogAccount,
    subnetId: "subnet",
    remedy: expect.stringMatching(/^add the subnet/),
  });
  const closed = { id: reached.flowLogAccount, defaultAction: "Allow", publicNetworkAccess: "Disabled" };
  expect(isClosed(closed)).toBe(true);
  expect(requiredNetworkAccess(closed, "subnet").remedy).toMatch(/^make a private endpoint/);
});

test("retention stands in the account's rules and not in the flow log", () => {
  expect(FLOW_LOG.retentionPolicy).toEqual({ enabled: false, days: 0 });
  const [rule] = lifecycleRules(9);
  expect(rule!.definition.actions.baseBlob.delete.daysAfterModificationGreaterThan).toBe(9);
  expect(rule!.definition.filters).toEqual({
    blobTypes: ["blockBlob"],
    prefixMatch: ["insights-logs-flowlogflowevent/", "insights-logs-networksecuritygroupflowevent/"],
  });
});

test("the watcher that Azure makes is named after the region, however that is written", () => {
  const watcher = { name: "NetworkWatcher_westeurope", resourceGroup: "NetworkWatcherRG" };
  expect(defaultNetworkWatcher("West Europe")).toEqual(watcher);
  expect(defaultNetworkWatcher("westeurope")).toEqual(watcher);
});

test("a target of another subscription is told, with what to use", () => {
  const id = `${GROUP}/Microsoft.Network/virtualNetworks/shop`;
  expect(otherSubscriptionProblem(id, "11111111-1111-1111-1111-111111111111")).toBeUndefined();
  expect(otherSubscriptionProblem(id, "22222222-2222-2222-2222-222222222222")).toMatch(
    /VnetFlowLogs, and give that the option provider: one of the target's subscription$/,
  );
});
