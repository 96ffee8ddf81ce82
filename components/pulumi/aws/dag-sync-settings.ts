import * as pulumi from "@pulumi/pulumi";
import { required } from "../../../core/checks";
import { dagSyncText } from "../../../core/contracts/aws/dag-sync";
import { DAG_SYNC_ARGUMENTS, dagSyncBindings, firewallSecrets } from "../../shared/aws/dag-sync/arguments";
import { componentName } from "../../shared/aws/rules";
import { ArgCheck } from "../arg-check";
import type { DagSyncArgs } from "./dag-sync-args";
import { pceSettings } from "./pce-settings";
import { platformSettings, vpcSettings } from "./platform-settings";

export type DagSyncSettings = ReturnType<typeof dagSyncSettings>;

/**
 * The arguments with every default filled in and every value checked.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export function dagSyncSettings(name: string, args: DagSyncArgs) {
  const check = new ArgCheck(`DagSync "${name}"`);
  check.read("name", name, required(componentName()));
  const bindings = check.read("bindings", args.bindings, dagSyncBindings(args.firewallSecretArns));
  const firewallSecretArns = check.read("firewallSecretArns", args.firewallSecretArns, firewallSecrets());
  const pce = pceSettings(check, args.pce);
  const vpc = vpcSettings(check, args.vpc);
  const platform = platformSettings(check, args);
  const settings = check.readAll(args, DAG_SYNC_ARGUMENTS);
  check.throwIfAny();
  return {
    ...settings,
    ...platform,
    pce: { ...pce, proxyUrl: platform.proxyUrl },
    vpc,
    content: pulumi
      .all([firewallSecretArns, bindings])
      .apply(([arns, all]) => dagSyncText({ version: 1, firewalls: arns, bindings: Object.values(all) })),
    firewallSecretArns: firewallSecretArns.apply((arns) => Object.values(arns)),
    alarmActionArns: args.alarmActionArns,
    tags: args.tags,
  };
}
