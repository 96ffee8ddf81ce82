import type * as ec2 from "aws-cdk-lib/aws-ec2";

/** Where in a VPC a function runs. */
export interface FunctionVpcProps {
  /** The VPC from which the function reaches the PCE, and what else it calls. */
  readonly vpc: ec2.IVpc;
  /**
   * Subnets of the VPC, at most 16. A function in a public subnet has no way to the internet: take private ones behind
   * a NAT gateway.
   * @default the private subnets of the VPC
   */
  readonly subnets?: ec2.SubnetSelection;
  /**
   * Security groups of the function, 1 to 5, that let it out on TCP 443 and on the ports of what it calls.
   * @default a new security group that lets everything out
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}
