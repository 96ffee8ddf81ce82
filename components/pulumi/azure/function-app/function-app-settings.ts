import type * as pulumi from "@pulumi/pulumi";
import { byDefault, flag, list, required } from "../../../../core/checks";
import * as rules from "../../../shared/azure/function-app/arguments";
import { FUNCTION_APP_DEFAULTS as DEFAULTS } from "../../../shared/azure/function-app/defaults";
import {
  componentName,
  functionAppName,
  resourceId,
  shortLocation,
  storageAccountName,
} from "../../../shared/azure/rules";
import { PCE_ADDRESS_ARGUMENTS } from "../../../shared/pce-arguments";
import type { ArgCheck, ArgNames } from "../../arg-check";
import { checkedTags } from "../../tags";
import type { FunctionAppArgs, FunctionAppNames } from "./function-app-args";
import { given, lookedUp } from "./given";
import type { FunctionNetworkArgs } from "./network-args";
import type { PceArgs } from "./pce-args";
import { secretSettings } from "./secret-settings";

/** Arguments of a component with a function app, with where it stands. */
export type PlacedFunctionAppArgs = FunctionAppArgs & {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly privateEndpoints?: object;
  readonly names?: FunctionAppNames;
};

export type FunctionAppSettings = ReturnType<ReturnType<typeof functionAppSettings>>;

/** Names of the arguments that every component with a function app takes. */
export const FUNCTION_APP_ARGUMENT_NAMES: ArgNames<FunctionAppArgs> = {
  pce: true,
  proxyUrl: true,
  network: true,
  identityId: true,
  createRoleAssignments: true,
  applicationInsightsId: true,
  logAnalyticsWorkspaceId: true,
  logRetentionInDays: true,
  memoryInMegabytes: true,
  actionGroupIds: true,
  tags: true,
};
const PCE: ArgNames<PceArgs> = { host: true, port: true, orgId: true, secret: true };
const NETWORK: ArgNames<FunctionNetworkArgs> = { subnetId: true };

/**
 * The arguments that every component with a function app takes, with every default filled in and every value checked.
 *
 * @returns the settings, once no problem was found; its parameter is the subscription of the provider
 */
export function functionAppSettings(name: string, check: ArgCheck, args: PlacedFunctionAppArgs) {
  check.read("name", name, required(componentName()));
  check.block("pce", args.pce, PCE);
  check.block("network", args.network, NETWORK);
  check.report("privateEndpoints", rules.privateEndpointsProblem(args));
  check.report("logAnalyticsWorkspaceId", rules.workspaceProblem(args));
  check.known("createRoleAssignments", args.createRoleAssignments, "must be known when the program runs");
  check.read(
    "createRoleAssignments",
    args.createRoleAssignments,
    byDefault(flag(), DEFAULTS.createRoleAssignments as boolean),
  );

  const base = check.readAll(args, rules.FUNCTION_APP_ARGUMENTS);
  const optional = <Name extends keyof typeof rules.OPTIONAL_ARGUMENTS>(argument: Name) =>
    given(check, argument, args[argument], rules.OPTIONAL_ARGUMENTS[argument]);
  const proxyUrl = optional("proxyUrl");
  const identityId = optional("identityId");
  const applicationInsightsId = optional("applicationInsightsId");
  const logAnalyticsWorkspaceId = optional("logAnalyticsWorkspaceId");
  const secret = secretSettings(check, "pce.secret", args.pce?.secret);
  const settings = {
    ...base,
    proxyUrl,
    logAnalyticsWorkspaceId,
    pce: check.readAll(args.pce, PCE_ADDRESS_ARGUMENTS, "pce"),
    network: args.network && check.readAll(args.network, rules.NETWORK_ARGUMENTS, "network"),
    createRoleAssignments: args.createRoleAssignments ?? DEFAULTS.createRoleAssignments,
    actionGroupIds: given(
      check,
      "actionGroupIds",
      args.actionGroupIds,
      list(resourceId("Microsoft.Insights/actionGroups")),
    ),
    names: {
      hostAccount: given(check, "names.hostAccount", args.names?.hostAccount, storageAccountName()),
      functionApp: given(check, "names.functionApp", args.names?.functionApp, functionAppName()),
    },
    tags: checkedTags(check, args.tags),
  };
  return (subscriptionId: pulumi.Output<string>) => {
    const ofProvider = (path: string, id: unknown, read: pulumi.Output<string> | undefined, advice: string) =>
      read && lookedUp(check, path, { given: id, read }, subscriptionId, advice);
    const ADVICE = "name one of the provider's subscription";
    return {
      ...settings,
      location: base.location.apply(shortLocation),
      identityId: ofProvider("identityId", args.identityId, identityId, ADVICE),
      applicationInsightsId: ofProvider(
        "applicationInsightsId",
        args.applicationInsightsId,
        applicationInsightsId,
        ADVICE,
      ),
      secret: secret(subscriptionId),
    };
  };
}
