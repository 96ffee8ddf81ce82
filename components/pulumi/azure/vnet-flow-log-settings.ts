import type * as pulumi from "@pulumi/pulumi";
import { byDefault, wholeNumber } from "../../../core/checks";
import { PRIVATE_ENDPOINT_ARGUMENTS } from "../../shared/azure/function-app/arguments";
import { endpoint } from "../../shared/azure/rules";
import * as rules from "../../shared/azure/vnet-flow-logs-to-pce/arguments";
import { VNET_FLOW_LOG_DEFAULTS as DEFAULTS } from "../../shared/azure/vnet-flow-logs-to-pce/defaults";
import { ArgCheck, type ArgNames } from "../arg-check";
import { flowLogTargets, networkWatcher } from "./flow-log-targets";
import { FUNCTION_APP_ARGUMENT_NAMES, functionAppSettings } from "./function-app/function-app-settings";
import { given, lookedUp } from "./function-app/given";
import type { PrivateEndpointsArgs } from "./function-app/network-args";
import type {
  FlowLogAccountArgs,
  VnetFlowLogsToPceArgs,
  VnetFlowLogsToPceNames,
} from "./vnet-flow-logs-to-pce-args";

export type VnetFlowLogSettings = ReturnType<typeof vnetFlowLogSettings>;

const ARGUMENTS: ArgNames<VnetFlowLogsToPceArgs> = {
  ...FUNCTION_APP_ARGUMENT_NAMES,
  resourceGroupName: true,
  location: true,
  targets: true,
  flowLogAccount: true,
  retentionDays: true,
  networkWatcher: true,
  nsgLogs: true,
  includeRejected: true,
  startFrom: true,
  pceCallsPerMinute: true,
  privateEndpoints: true,
  names: true,
};
const ACCOUNT: ArgNames<FlowLogAccountArgs> = { id: true, blobEndpoint: true, retentionDays: true };
const NAMES: ArgNames<VnetFlowLogsToPceNames> = {
  flowLogAccount: true,
  hostAccount: true,
  functionApp: true,
};
const PRIVATE_ENDPOINTS: ArgNames<PrivateEndpointsArgs> = {
  subnetId: true,
  blobZoneId: true,
  queueZoneId: true,
  tableZoneId: true,
};

/**
 * The arguments with every default filled in and every value checked.
 *
 * @param subscriptionId of the provider
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export function vnetFlowLogSettings(
  name: string,
  args: VnetFlowLogsToPceArgs,
  subscriptionId: pulumi.Output<string>,
) {
  const check = new ArgCheck(`VnetFlowLogsToPce "${name}"`);
  check.args(args, ARGUMENTS);
  check.block("flowLogAccount", args.flowLogAccount, ACCOUNT);
  check.block("names", args.names, NAMES);
  check.block("privateEndpoints", args.privateEndpoints, PRIVATE_ENDPOINTS);
  const app = functionAppSettings(name, check, args);
  check.report("targets", rules.targetsProblem(args));
  check.report("retentionDays", rules.retentionProblem(args));
  const base = check.readAll(args, rules.VNET_FLOW_LOG_ARGUMENTS);
  const account = args.flowLogAccount && {
    ...check.readAll(args.flowLogAccount, rules.FLOW_LOG_ACCOUNT_ARGUMENTS, "flowLogAccount"),
    blobEndpoint: given(check, "flowLogAccount.blobEndpoint", args.flowLogAccount.blobEndpoint, endpoint()),
    retentionDays: check.read(
      "flowLogAccount.retentionDays",
      args.flowLogAccount.retentionDays,
      byDefault(wholeNumber(2, 365), DEFAULTS.retentionDays),
    ),
  };
  const settings = {
    ...base,
    startFrom: given(check, "startFrom", args.startFrom, rules.startFrom()),
    targets: flowLogTargets(check, args.targets),
    networkWatcher: networkWatcher(check, args.networkWatcher),
    privateEndpoints:
      args.privateEndpoints &&
      check.readAll(args.privateEndpoints, PRIVATE_ENDPOINT_ARGUMENTS, "privateEndpoints"),
    flowLogAccountName: given(
      check,
      "names.flowLogAccount",
      args.names?.flowLogAccount,
      rules.FLOW_LOG_ACCOUNT_NAME,
    ),
  };
  check.throwIfAny();
  return {
    ...app(subscriptionId),
    ...settings,
    flowLogAccount: account && {
      ...account,
      id:
        account.blobEndpoint === undefined
          ? lookedUp(
              check,
              "flowLogAccount.id",
              { given: args.flowLogAccount?.id, read: account.id },
              subscriptionId,
              "say its blobEndpoint too",
            )
          : account.id,
    },
  };
}
