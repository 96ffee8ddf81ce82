import type * as ec2 from "aws-cdk-lib/aws-ec2";
import { VPC_ARGUMENTS } from "../shared/aws/vpc-arguments";
import type { FunctionVpcProps } from "./function-vpc-props";
import type { PropCheck } from "./prop-check";
import { regionProblem } from "./stack-location";

/**
 * The block `vpc` of a construct's props, checked.
 *
 * @returns undefined where nothing can be placed
 */
export function functionVpc(
  check: PropCheck,
  props: FunctionVpcProps | undefined,
): FunctionVpcProps | undefined {
  if (props?.vpc === undefined) {
    check.report("vpc.vpc", "is missing");
    return undefined;
  }
  const { vpc, subnets, securityGroups } = props;
  check.report("vpc.vpc", regionProblem(check.scope, vpc, "a VPC", "take one of this region"));
  if (typeof vpc.selectSubnets !== "function") return undefined;
  const selected = selectedSubnets(check, vpc, subnets);
  const subnetIds = selected?.map(({ subnetId }) => subnetId);
  if (subnetIds !== undefined) check.read("vpc.subnets", subnetIds, VPC_ARGUMENTS.subnetIds, []);
  const ids = securityGroups?.map(({ securityGroupId }) => securityGroupId);
  if (ids !== undefined) check.read("vpc.securityGroups", ids, VPC_ARGUMENTS.securityGroupIds, []);
  return selected === undefined ? undefined : props;
}

/** CDK throws for a selection that the VPC does not have, and accepts public subnets only for those who insist. */
function selectedSubnets(
  check: PropCheck,
  vpc: ec2.IVpc,
  selection: ec2.SubnetSelection | undefined,
): ec2.ISubnet[] | undefined {
  try {
    const { subnets } = vpc.selectSubnets(selection);
    const open = new Set(vpc.publicSubnets.map(({ subnetId }) => subnetId));
    const found = subnets.filter(({ subnetId }) => open.has(subnetId));
    if (found.length > 0)
      check.report(
        "vpc.subnets",
        `holds ${found.length} public ${found.length === 1 ? "subnet" : "subnets"}, in which a function has no way to ` +
          "the internet; take private ones behind a NAT gateway, or with endpoints of the services it calls",
      );
    return subnets;
  } catch (error) {
    check.report("vpc.subnets", (error as Error).message);
    return undefined;
  }
}
