import { Tags } from "aws-cdk-lib";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";
import { isToken, required, text } from "../../core/checks";
import { encryptLogGroups } from "../shared/aws/key-policies";
import { MUST_BE_KNOWN } from "../shared/aws/plain-number";
import { PLATFORM_ARGUMENTS as RULES } from "../shared/aws/platform-arguments";
import type { PlatformProps } from "./platform-props";
import type { PropCheck } from "./prop-check";
import { regionProblem, stackLocation } from "./stack-location";

export interface PlatformSettings {
  readonly alarmActions: readonly cloudwatch.IAlarmAction[];
  readonly proxyUrl: string | undefined;
  readonly kmsKey: kms.IKey | undefined;
  readonly permissionsBoundary: iam.IManagedPolicy | undefined;
}

/** The props that a construct takes for an organization's rules, checked. Tags and key are prepared for the construct. */
export function platformSettings(check: PropCheck, props: PlatformProps): PlatformSettings {
  const { proxyUrl, kmsKey, permissionsBoundary } = props;
  const { scope } = check;
  tag(check, props.tags ?? {});
  if (kmsKey !== undefined) {
    check.report("kmsKey", regionProblem(scope, kmsKey, "a key", "take one of this region"));
    if ("aliasName" in kmsKey)
      check.report(
        "kmsKey",
        "must be a key, got an alias, which may come to mean another key; import it by Key.fromKeyArn",
      );
    check.read("kmsKey", kmsKey.keyArn, required(RULES.kmsKey), "");
    kmsKey.addToResourcePolicy(iam.PolicyStatement.fromJson(encryptLogGroups(stackLocation(scope))), true);
  }
  if (permissionsBoundary !== undefined) {
    const { managedPolicyArn } = permissionsBoundary;
    check.read("permissionsBoundary", managedPolicyArn, required(RULES.permissionsBoundary), "");
  }
  return {
    alarmActions: alarmActions(check, "alarmActions", props.alarmActions ?? []),
    proxyUrl:
      proxyUrl === undefined ? undefined : check.read("proxyUrl", proxyUrl, required(RULES.proxyUrl), ""),
    kmsKey,
    permissionsBoundary,
  };
}

function tag(check: PropCheck, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    const at = check.checks.called("tags").at(key);
    const read = at.read(value, text({ longest: 256, empty: true }));
    if (isToken(key)) at.fail(MUST_BE_KNOWN);
    else if (read !== undefined) Tags.of(check.scope).add(key, read);
  }
}

/** A text, such as an ARN, is no action: CDK lets the action prepare its target. */
export function alarmActions(
  check: PropCheck,
  path: string,
  actions: readonly cloudwatch.IAlarmAction[],
): cloudwatch.IAlarmAction[] {
  return actions.filter((action, index) => {
    const isAction = typeof action?.bind === "function";
    if (!isAction)
      check.checks.called(path).at(index).must("be an alarm action, as new SnsAction(topic)", action);
    return isAction;
  });
}
