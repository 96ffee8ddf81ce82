import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { type NamePlace, storageAccountNameOf } from "../../shared/azure/physical-names";
import {
  closedAccountProblem,
  isClosed,
  type RequiredNetworkAccess,
  requiredNetworkAccess,
} from "../../shared/azure/vnet-flow-logs-to-pce/access";
import { VNET_FLOW_LOG_CHILDREN as CHILDREN } from "../../shared/azure/vnet-flow-logs-to-pce/children";
import { FLOW_LOG_SHARED_KEYS, lifecycleRules } from "../../shared/azure/vnet-flow-logs-to-pce/storage";
import { lookUp } from "./look-up";
import { storageAccount } from "./storage-account";
import type { VnetFlowLogSettings } from "./vnet-flow-log-settings";

/** The account that flow logs are written into. */
export interface FlowLogAccount {
  /** Undefined for one that was given. */
  readonly made: storage.StorageAccount | undefined;
  readonly id: pulumi.Output<string>;
  readonly blobEndpoint: pulumi.Output<string>;
  readonly retentionDays: pulumi.Output<number>;
  /** What an account that was given has to let in. */
  readonly requiredNetworkAccess: pulumi.Output<RequiredNetworkAccess[]>;
}

/** Looks at an account that was given and changes nothing of it, or makes one. */
export function flowLogAccount(
  name: string,
  settings: VnetFlowLogSettings,
  place: pulumi.Output<NamePlace>,
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.ComponentResource },
): FlowLogAccount {
  const given = settings.flowLogAccount;
  return given === undefined
    ? madeAccount(name, settings, place, opts)
    : givenAccount(name, given, settings, opts.parent);
}

function madeAccount(
  name: string,
  settings: VnetFlowLogSettings,
  place: pulumi.Output<NamePlace>,
  opts: pulumi.CustomResourceOptions,
): FlowLogAccount {
  const { resourceGroupName, location, retentionDays, tags } = settings;
  const account = storageAccount(
    `${name}-${CHILDREN.flowLogAccount}`,
    {
      accountName: settings.flowLogAccountName ?? place.apply((at) => storageAccountNameOf(at, "logs")),
      resourceGroupName,
      location,
      allowSharedKeyAccess: FLOW_LOG_SHARED_KEYS,
      isPrivate: settings.privateEndpoints !== undefined,
      tags,
    },
    opts,
  );
  new storage.ManagementPolicy(
    `${name}-${CHILDREN.flowLogAccount}`,
    {
      accountName: account.name,
      resourceGroupName,
      managementPolicyName: "default", // an account has one, and its name is this
      policy: { rules: retentionDays.apply(lifecycleRules) },
    },
    opts,
  );
  return {
    made: account,
    id: account.id,
    blobEndpoint: account.primaryEndpoints.blob,
    retentionDays,
    requiredNetworkAccess: pulumi.output([]),
  };
}

function givenAccount(
  name: string,
  given: NonNullable<VnetFlowLogSettings["flowLogAccount"]>,
  { network }: VnetFlowLogSettings,
  parent: pulumi.ComponentResource,
): FlowLogAccount {
  const { id, retentionDays } = given;
  if (given.blobEndpoint !== undefined)
    return {
      made: undefined,
      id,
      blobEndpoint: given.blobEndpoint,
      retentionDays,
      requiredNetworkAccess: pulumi.output([]),
    };
  const found = lookUp(`${name}: flowLogAccount.id`, id, async (account) => {
    const { name: accountName, resourceGroup: resourceGroupName } = account;
    return storage.getStorageAccount({ accountName, resourceGroupName }, { parent });
  });
  const access = pulumi.all([found, id, network?.subnetId]).apply(([account, accountId, subnetId]) => {
    const { networkRuleSet, publicNetworkAccess } = account;
    const rules = { id: accountId, defaultAction: networkRuleSet?.defaultAction, publicNetworkAccess };
    if (!isClosed(rules)) return [];
    if (subnetId === undefined)
      throw new pulumi.RunError(`${name}: flowLogAccount.id ${closedAccountProblem(rules)}`);
    return [requiredNetworkAccess(rules, subnetId)];
  });
  return {
    made: undefined,
    id,
    // Through the rules, so that an account which keeps the function out stops the run before anything else is made.
    blobEndpoint: pulumi.all([found, access]).apply(([{ primaryEndpoints }]) => primaryEndpoints.blob),
    retentionDays,
    requiredNetworkAccess: access,
  };
}
