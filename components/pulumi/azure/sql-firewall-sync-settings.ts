import type * as pulumi from "@pulumi/pulumi";
import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import { BLOB_ENDPOINT_ARGUMENTS } from "../../shared/azure/function-app/arguments";
import * as rules from "../../shared/azure/sql-firewall-sync/arguments";
import { ArgCheck, type ArgNames } from "../arg-check";
import type { FunctionAppNames } from "./function-app/function-app-args";
import { FUNCTION_APP_ARGUMENT_NAMES, functionAppSettings } from "./function-app/function-app-settings";
import type { BlobEndpointArgs } from "./function-app/network-args";
import type { SqlFirewallSyncArgs } from "./sql-firewall-sync-args";

export type SqlFirewallSyncSettings = ReturnType<typeof sqlFirewallSyncSettings>;

const ARGUMENTS: ArgNames<SqlFirewallSyncArgs> = {
  ...FUNCTION_APP_ARGUMENT_NAMES,
  resourceGroupName: true,
  location: true,
  bindings: true,
  subnets: true,
  intervalInMinutes: true,
  privateEndpoints: true,
  names: true,
};
const NAMES: ArgNames<FunctionAppNames> = { hostAccount: true, functionApp: true };
const PRIVATE_ENDPOINTS: ArgNames<BlobEndpointArgs> = { subnetId: true, blobZoneId: true };

/**
 * The arguments with every default filled in and every value checked.
 *
 * @param subscriptionId of the provider
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export function sqlFirewallSyncSettings(
  name: string,
  args: SqlFirewallSyncArgs,
  subscriptionId: pulumi.Output<string>,
) {
  const check = new ArgCheck(`SqlFirewallSync "${name}"`);
  check.args(args, ARGUMENTS);
  check.block("names", args.names, NAMES);
  check.block("privateEndpoints", args.privateEndpoints, PRIVATE_ENDPOINTS);
  const app = functionAppSettings(name, check, args);
  const base = check.readAll(args, rules.SQL_FIREWALL_SYNC_ARGUMENTS);
  const bindings = check.read("bindings", args.bindings, rules.firewallBindings());
  const subnets = check.read("subnets", args.subnets, rules.namedSubnets());
  const privateEndpoints =
    args.privateEndpoints &&
    check.readAll(args.privateEndpoints, BLOB_ENDPOINT_ARGUMENTS, "privateEndpoints");
  check.throwIfAny();
  const joined = check.agree(
    "subnets",
    [(args.subnets ?? {}) as pulumi.Input<Record<string, string>>, subnets],
    [args.bindings as pulumi.Input<Record<string, SqlFirewallDefinition>>, bindings],
    rules.subnetsProblem,
  );
  check.throwIfAny();
  return {
    ...app(subscriptionId),
    ...base,
    bindings,
    bindingKeys: Object.keys(args.bindings),
    subnets: joined,
    subnetKeys: Object.keys(args.subnets ?? {}),
    privateEndpoints,
  };
}
