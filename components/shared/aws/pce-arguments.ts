import { required } from "../../../core/checks";
import { wholeSecretArn } from "../../../core/contracts/aws/secret-arn";
import { PCE_ADDRESS_ARGUMENTS } from "../pce-arguments";

/** The block `pce` of a component's arguments. */
export const PCE_ARGUMENTS = {
  ...PCE_ADDRESS_ARGUMENTS,
  secretArn: required(wholeSecretArn()),
};
