import { CloudError } from "../../cloud/cloud-error";
import type { Topology } from "../../cloud/traffic";
import type { SecurityGroupStore } from "../ec2/security-group-store";
import type { Foundation } from "../foundation";
import type { Caller } from "../iam/access";

/** What is needed to check the attachment of a function to a VPC. */
export type VpcNeeds = Pick<Foundation, "arn" | "access"> & {
  readonly topology: Topology | undefined;
  readonly securityGroups: Pick<SecurityGroupStore, "find">;
};

export interface VpcConfig {
  readonly SubnetIds?: readonly string[];
  readonly SecurityGroupIds?: readonly string[];
}

/** What Lambda does with the function's role to attach the function, and checks for when the function is made. */
const NEEDED = ["CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface"];

/**
 * Refuses an attachment that Lambda refuses. It has no other effect: a function of the sandbox reaches loopback,
 * wherever it is attached.
 *
 * @see AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC"
 * @throws CloudError `InvalidParameterValueException`
 */
export function checkVpcConfig(cloud: VpcNeeds, caller: Caller, config: VpcConfig | undefined): void {
  const { SubnetIds = [], SecurityGroupIds = [] } = config ?? {};
  if (SubnetIds.length === 0 && SecurityGroupIds.length === 0) return;
  if (SubnetIds.length === 0 || SecurityGroupIds.length === 0) {
    throw invalid("SubnetIds and SecurityIds must coexist or be both empty list.");
  }
  for (const action of NEEDED) {
    const resource =
      action === "DescribeNetworkInterfaces"
        ? "*"
        : cloud.arn("ec2", "network-interface/eni-0123456789abcdef0");
    if (!cloud.access.isAllowed({ caller, action: `ec2:${action}`, resource })) {
      throw invalid(`The provided execution role does not have permissions to call ${action} on EC2`);
    }
  }
  const { subnets = [] } = cloud.topology ?? {};
  const found = SubnetIds.map((id) => {
    const subnet = subnets.find((one) => one.id === id);
    if (subnet) return subnet;
    throw invalid(
      `Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID '${id}' does not exist`,
    );
  });
  const groups = SecurityGroupIds.flatMap((id) => cloud.securityGroups.find(id) ?? []);
  if (new Set([...found, ...groups].map(({ vpcId }) => vpcId)).size > 1) {
    throw invalid("Provided subnets and security groups do not belong to the same VPC.");
  }
}

function invalid(message: string): CloudError {
  return new CloudError("InvalidParameterValueException", message);
}
