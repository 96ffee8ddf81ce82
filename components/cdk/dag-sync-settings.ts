import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { isToken } from "../../core/checks";
import { isRecord } from "../../core/checks/json";
import { bareDefinition, type DagBindingDefinition } from "../../core/dag";
import { dagSyncBindings, DAG_SYNC_ARGUMENTS as RULES } from "../shared/aws/dag-sync/arguments";
import { DagBinding } from "./dag-binding";
import type { DagSyncProps } from "./dag-sync-props";
import { functionVpc } from "./function-vpc";
import { pceSettings } from "./pce-settings";
import { platformSettings } from "./platform-settings";
import type { PropCheck } from "./prop-check";
import { secretArn } from "./secret-arn";
import { durationIn, sizeInMebibytes } from "./units";

export type DagSyncSettings = ReturnType<typeof dagSyncSettings>;

/** The props with every default filled in and every value checked; problems are reported at synthesis. */
export function dagSyncSettings(check: PropCheck, props: DagSyncProps) {
  const platform = platformSettings(check, props);
  const firewallSecrets: Readonly<Record<string, secretsmanager.ISecret>> = props.firewallSecrets ?? {};
  return {
    ...platform,
    bindings: bindingSettings(check, props),
    /** ARNs by the name of the firewall. */
    firewalls: Object.fromEntries(
      Object.entries(firewallSecrets).map(([name, secret]) => [
        name,
        secretArn(check, check.checks.called("firewallSecrets").at(name).path, secret),
      ]),
    ),
    pce: { ...pceSettings(check, props.pce), proxyUrl: platform.proxyUrl },
    secrets: [props.pce?.secret, ...Object.values(firewallSecrets)],
    vpc: functionVpc(check, props.vpc),
    intervalInMinutes: check.literal(
      "interval",
      props.interval,
      durationIn("minutes", RULES.intervalInMinutes),
    ),
    memorySizeInMegabytes: check.read(
      "memorySize",
      props.memorySize,
      sizeInMebibytes(RULES.memorySizeInMegabytes),
    ),
    timeoutInSeconds: check.read("timeout", props.timeout, durationIn("seconds", RULES.timeoutInSeconds)),
    functionLogRetentionInDays: check.read(
      "functionLogRetention",
      props.functionLogRetention,
      RULES.functionLogRetentionInDays,
    ),
    alarmActions: props.alarmActions ?? [],
  };
}

/** The bindings by a key that can be part of a construct's path; none when one of them has a problem. */
function bindingSettings(
  check: PropCheck,
  props: DagSyncProps,
): Record<string, DagBindingDefinition | DagBinding> {
  const given: Readonly<Record<string, unknown>> = props.bindings ?? {};
  const before = check.checks.problems.length;
  for (const key of Object.keys(given))
    if (key === "" || isToken(key))
      check.checks.called("bindings").at(key).fail("must have a key that is not empty and no reference");
  const constructs = Object.entries(given).filter(
    (entry): entry is [string, DagBinding] => entry[1] instanceof DagBinding,
  );
  for (const [key, { firewall }] of constructs)
    if (!Object.hasOwn(props.firewallSecrets ?? {}, firewall))
      check.checks.called("bindings").at(key).must("be on a firewall with a secret", firewall);
  const bare = Object.entries(given)
    .filter(([, binding]) => !(binding instanceof DagBinding))
    .map(([key, binding]) => [key, isRecord(binding) ? bareDefinition(binding) : binding]);
  const rule = dagSyncBindings(props.firewallSecrets, "a DagBinding, or its definition as JSON");
  const read =
    bare.length === 0 && constructs.length > 0
      ? {}
      : check.read("bindings", Object.fromEntries(bare), rule, {});
  return check.checks.problems.length > before ? {} : { ...read, ...Object.fromEntries(constructs) };
}
