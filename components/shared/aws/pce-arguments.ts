import { byDefault, port, required, wholeNumber } from "../../../core/checks";
import { pceHost } from "../../../core/checks/pce-host";
import { wholeSecretArn } from "../../../core/contracts/aws/secret-arn";

/** The block `pce` of a component's arguments. */
export const PCE_ARGUMENTS = {
  host: required(pceHost()),
  /** By default the port of a PCE on premises. */
  port: byDefault(port(), 8443),
  orgId: required(wholeNumber(1, 999_999_999)),
  secretArn: required(wholeSecretArn()),
};
