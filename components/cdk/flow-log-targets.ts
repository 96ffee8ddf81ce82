import { type Rule, required } from "../../core/checks";
import { unknownKey } from "../shared/aws/rules";
import { TARGET_ARGUMENTS, targetProblem } from "../shared/aws/vpc-flow-logs-to-pce/arguments";
import type { FlowLogTargetProps } from "./flow-log-target-props";
import type { PropCheck } from "./prop-check";
import { regionProblem } from "./stack-location";

export interface FlowLogTarget {
  readonly key: string;
  readonly resourceId: string;
  readonly resourceType: "VPC" | "Subnet" | "NetworkInterface";
}

/** The targets of flow logs, checked. Those with a problem are left out. */
export function flowLogTargets(
  check: PropCheck,
  targets: Readonly<Record<string, FlowLogTargetProps>>,
): FlowLogTarget[] {
  return Object.entries(targets).flatMap(([key, target]) => {
    const checks = check.checks.called("targets").at(key);
    const before = check.checks.problems.length;
    const problem = keyProblem(key) ?? targetProblem(target, ["vpc", "subnet", "networkInterfaceId"]);
    if (problem !== undefined) checks.fail(problem);
    const found = { key, ...targetOf(check, checks.path, target) };
    return check.checks.problems.length > before ? [] : [found];
  });
}

/** A key is part of a construct's path. */
function keyProblem(key: string): string | undefined {
  return unknownKey(key) ?? (key === "" ? "must have a key that is not empty" : undefined);
}

function targetOf(
  check: PropCheck,
  path: string,
  { vpc, subnet, networkInterfaceId }: FlowLogTargetProps,
): Omit<FlowLogTarget, "key"> {
  const read = (name: string, value: string, rule: Rule<string>) =>
    check.read(`${path}.${name}`, value, required(rule), "");
  if (vpc !== undefined) {
    check.report(
      `${path}.vpc`,
      regionProblem(check.scope, vpc, "a VPC", "make a construct in a stack of its region"),
    );
    return { resourceType: "VPC", resourceId: read("vpc", vpc.vpcId, TARGET_ARGUMENTS.vpcId) };
  }
  if (subnet !== undefined)
    return { resourceType: "Subnet", resourceId: read("subnet", subnet.subnetId, TARGET_ARGUMENTS.subnetId) };
  const id =
    networkInterfaceId === undefined
      ? ""
      : read("networkInterfaceId", networkInterfaceId, TARGET_ARGUMENTS.networkInterfaceId);
  return { resourceType: "NetworkInterface", resourceId: id };
}
