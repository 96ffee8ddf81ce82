import type * as pulumi from "@pulumi/pulumi";
import { byDefault, list, type Rule, required, wholeNumber } from "../../../core/checks";
import { componentName, endpoint, resourceId, shortLocation } from "../../shared/azure/rules";
import * as rules from "../../shared/azure/vnet-flow-logs-to-pce/arguments";
import { VNET_FLOW_LOG_DEFAULTS as DEFAULTS } from "../../shared/azure/vnet-flow-logs-to-pce/defaults";
import { ArgCheck } from "../arg-check";
import { flowLogTargets, networkWatcher } from "./flow-log-targets";
import { otherSubscription } from "./look-up";
import type { VnetFlowLogsToPceArgs } from "./vnet-flow-logs-to-pce-args";

export type VnetFlowLogSettings = ReturnType<typeof vnetFlowLogSettings>;

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
  check.read("name", name, required(componentName()));
  check.report("targets", rules.targetsProblem(args));
  check.report("retentionDays", rules.retentionProblem(args));
  check.report("privateEndpoints", rules.privateEndpointsProblem(args));
  check.report("logAnalyticsWorkspaceId", rules.workspaceProblem(args));
  check.known("createRoleAssignments", args.createRoleAssignments, "must be known when the program runs");

  /** An argument without a default: whether it was given is known when the program runs, its value may be known later. */
  const given = <T>(path: string, value: unknown, rule: Rule<T>): pulumi.Output<T> | undefined =>
    value === undefined ? undefined : check.read(path, value as pulumi.Input<unknown>, required(rule));
  /** The id of a resource that the component looks up, which it can in the provider's subscription only. */
  const lookedUp = (path: string, id: unknown, read: pulumi.Output<string>, advice: string) =>
    check.agree(
      path,
      [id as pulumi.Input<string>, read],
      [subscriptionId, subscriptionId],
      otherSubscription(advice),
    );

  const base = check.readAll(args, rules.VNET_FLOW_LOG_ARGUMENTS);
  const optional = {
    proxyUrl: given("proxyUrl", args.proxyUrl, rules.OPTIONAL_ARGUMENTS.proxyUrl),
    startFrom: given("startFrom", args.startFrom, rules.OPTIONAL_ARGUMENTS.startFrom),
    identityId: given("identityId", args.identityId, rules.OPTIONAL_ARGUMENTS.identityId),
    applicationInsightsId: given(
      "applicationInsightsId",
      args.applicationInsightsId,
      rules.OPTIONAL_ARGUMENTS.applicationInsightsId,
    ),
    logAnalyticsWorkspaceId: given(
      "logAnalyticsWorkspaceId",
      args.logAnalyticsWorkspaceId,
      rules.OPTIONAL_ARGUMENTS.logAnalyticsWorkspaceId,
    ),
  };
  const secretArgs = args.pce?.secret;
  const secret = check.readAll(secretArgs, rules.PCE_SECRET_ARGUMENTS, "pce.secret");
  const vaultUri = given("pce.secret.vaultUri", secretArgs?.vaultUri, endpoint());
  const account = args.flowLogAccount && {
    ...check.readAll(args.flowLogAccount, rules.FLOW_LOG_ACCOUNT_ARGUMENTS, "flowLogAccount"),
    blobEndpoint: given("flowLogAccount.blobEndpoint", args.flowLogAccount.blobEndpoint, endpoint()),
    retentionDays: check.read(
      "flowLogAccount.retentionDays",
      args.flowLogAccount.retentionDays,
      byDefault(wholeNumber(2, 365), DEFAULTS.retentionDays),
    ),
  };
  const names = args.names ?? {};
  const settings = {
    ...base,
    ...optional,
    location: base.location.apply(shortLocation),
    targets: flowLogTargets(check, args.targets),
    networkWatcher: networkWatcher(check, args.networkWatcher),
    pce: check.readAll(args.pce, rules.PCE_ADDRESS_ARGUMENTS, "pce"),
    network: args.network && check.readAll(args.network, rules.NETWORK_ARGUMENTS, "network"),
    privateEndpoints:
      args.privateEndpoints &&
      check.readAll(args.privateEndpoints, rules.PRIVATE_ENDPOINT_ARGUMENTS, "privateEndpoints"),
    createRoleAssignments: args.createRoleAssignments ?? DEFAULTS.createRoleAssignments,
    actionGroupIds: given(
      "actionGroupIds",
      args.actionGroupIds,
      list(resourceId("Microsoft.Insights/actionGroups")),
    ),
    names: {
      hostAccount: given("names.hostAccount", names.hostAccount, rules.NAME_ARGUMENTS.hostAccount),
      flowLogAccount: given(
        "names.flowLogAccount",
        names.flowLogAccount,
        rules.NAME_ARGUMENTS.flowLogAccount,
      ),
      functionApp: given("names.functionApp", names.functionApp, rules.NAME_ARGUMENTS.functionApp),
    },
    tags: args.tags,
  };
  check.throwIfAny();
  return {
    ...settings,
    secret: {
      ...secret,
      vaultUri,
      vaultId:
        vaultUri === undefined
          ? lookedUp("pce.secret.vaultId", secretArgs.vaultId, secret.vaultId, "say its vaultUri too")
          : secret.vaultId,
    },
    flowLogAccount: account && {
      ...account,
      id:
        account.blobEndpoint === undefined
          ? lookedUp("flowLogAccount.id", args.flowLogAccount?.id, account.id, "say its blobEndpoint too")
          : account.id,
    },
    identityId:
      optional.identityId &&
      lookedUp("identityId", args.identityId, optional.identityId, "name one of the provider's subscription"),
    applicationInsightsId:
      optional.applicationInsightsId &&
      lookedUp(
        "applicationInsightsId",
        args.applicationInsightsId,
        optional.applicationInsightsId,
        "name one of the provider's subscription",
      ),
  };
}
