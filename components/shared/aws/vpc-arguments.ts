import { required } from "../../../core/checks";
import { resourceIds } from "./rules";

/** The block `vpc`: where a function gets its network interfaces. At most as many ids as Lambda accepts. */
export const VPC_ARGUMENTS = {
  subnetIds: required(resourceIds("subnet", 16)),
  securityGroupIds: required(resourceIds("sg", 5)),
};
