import type * as ec2 from "aws-cdk-lib/aws-ec2";

/** What a flow log watches: exactly one of the three. */
export interface FlowLogTargetProps {
  /**
   * Every network interface of this VPC.
   * @default the target is another one
   */
  readonly vpc?: ec2.IVpc;
  /**
   * Every network interface of this subnet.
   * @default the target is another one
   */
  readonly subnet?: ec2.ISubnet;
  /**
   * This network interface alone, by its id.
   * @default the target is another one
   */
  readonly networkInterfaceId?: string;
}
