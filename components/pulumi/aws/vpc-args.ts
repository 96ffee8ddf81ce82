import type * as pulumi from "@pulumi/pulumi";

/** The VPC that a function joins, to reach what is not on the internet. */
export interface VpcArgs {
  /**
   * Subnets in which the function gets its network interfaces, 1 to 16 of one VPC. The function also has to reach the AWS
   * services that it calls. In a public subnet it has no way to the internet: take private ones behind a NAT gateway, or
   * with endpoints of these services.
   */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Security groups of the function, 1 to 5, that let it out on TCP 443 and on the ports of what it calls. */
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
}
