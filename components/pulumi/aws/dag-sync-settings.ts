import * as pulumi from "@pulumi/pulumi";
import { DAG_SYNC_TIMEOUT_IN_SECONDS, dagSyncProblems, dagSyncText } from "../../../core/contracts/dag-sync";
import type { DagBindingDefinition } from "../../../core/dag";
import { bindingsGivenProblem, definitionProblem, idsProblem } from "../../spec/aws/dag-sync-problems";
import { DAG_SYNC_DEFAULTS } from "../../spec/aws/dag-sync-settings";
import * as problems from "../../spec/aws/flow-log-problems";
import { ArgCheck } from "../arg-check";
import type { DagSyncArgs } from "./dag-sync-args";

export type DagSyncSettings = ReturnType<typeof dagSyncSettings>;

/**
 * The arguments with every default filled in and every value checked.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export function dagSyncSettings(name: string, args: DagSyncArgs) {
  const check = new ArgCheck(`DagSync "${name}"`);
  check.report("name", problems.componentNameProblem(name));
  check.report("bindings", bindingsGivenProblem(args.bindings));
  const given = Object.entries(args.bindings ?? {}).map(([key, definition]) =>
    check.required<DagBindingDefinition>(`bindings["${key}"]`, definition, definitionProblem),
  );
  const firewalls = secretArns(check, args);
  const bindings = pulumi.all(given);
  const number = (
    path: "intervalInMinutes" | "memorySizeInMegabytes" | "timeoutInSeconds",
    byDefault: number,
    [least, most]: readonly [number, number],
  ) => check.optional(path, args[path], byDefault, problems.integerProblem(least, most));
  const settings = {
    content: check
      .agree("bindings", [bindings, bindings], [firewalls, firewalls], (all, arns) => {
        const found = dagSyncProblems({ bindings: all as DagBindingDefinition[], firewalls: arns });
        return found.length === 0 ? undefined : found.join("; ");
      })
      .apply(() => contentOf(firewalls, bindings as pulumi.Output<DagBindingDefinition[]>)),
    pceHost: check.required("pceHost", args.pceHost, problems.pceHostProblem),
    pcePort: check.required("pcePort", args.pcePort, problems.integerProblem(1, 65_535)),
    pceOrgId: check.required("pceOrgId", args.pceOrgId, problems.integerProblem(1, 999_999_999)),
    pceSecretArn: check.required("pceSecretArn", args.pceSecretArn, problems.secretArnProblem),
    firewallSecretArns: firewalls.apply((arns) => Object.values(arns)),
    subnetIds: ids(check, "subnetIds", args.subnetIds, idsProblem("subnet", 16)),
    securityGroupIds: ids(check, "securityGroupIds", args.securityGroupIds, idsProblem("sg", 5)),
    intervalInMinutes: number("intervalInMinutes", DAG_SYNC_DEFAULTS.intervalInMinutes, [1, 60]),
    memorySizeInMegabytes: number(
      "memorySizeInMegabytes",
      DAG_SYNC_DEFAULTS.memorySizeInMegabytes,
      [128, 10_240],
    ),
    timeoutInSeconds: number("timeoutInSeconds", DAG_SYNC_TIMEOUT_IN_SECONDS, [10, 900]),
    functionLogRetentionInDays: check.optional(
      "functionLogRetentionInDays",
      args.functionLogRetentionInDays,
      DAG_SYNC_DEFAULTS.functionLogRetentionInDays as number,
      problems.retentionProblem,
    ),
    alarmActionArns: args.alarmActionArns,
    tags: args.tags,
  };
  check.throwIfAny();
  return settings;
}

function secretArns(check: ArgCheck, args: DagSyncArgs): pulumi.Output<Record<string, string>> {
  const entries = Object.entries(args.firewallSecretArns ?? {}).map(([firewall, arn]) => [
    firewall,
    check.required(`firewallSecretArns["${firewall}"]`, arn, problems.secretArnProblem),
  ]);
  return pulumi.all(Object.fromEntries(entries)) as pulumi.Output<Record<string, string>>;
}

function ids(
  check: ArgCheck,
  path: string,
  given: pulumi.Input<pulumi.Input<string>[]>,
  problem: (ids: readonly unknown[]) => string | undefined,
): pulumi.Output<string[]> {
  return check.required<pulumi.Input<string>[]>(path, given, problem) as pulumi.Output<string[]>;
}

function contentOf(
  firewalls: pulumi.Output<Record<string, string>>,
  bindings: pulumi.Output<DagBindingDefinition[]>,
): pulumi.Output<string> {
  return pulumi
    .all([firewalls, bindings])
    .apply(([arns, all]) => dagSyncText({ version: 1, firewalls: arns, bindings: all }));
}
