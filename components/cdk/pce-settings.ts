import { PCE_ARGUMENTS } from "../shared/aws/pce-arguments";
import type { PceTexts } from "../shared/aws/pce-variables";
import type { PceProps } from "./pce-props";
import type { PropCheck } from "./prop-check";
import { secretArn } from "./secret-arn";
import { textOf } from "./units";

/** The block `pce` of a construct's props, checked and as the texts that a function gets. */
export function pceSettings(check: PropCheck, props: PceProps | undefined): PceTexts<string> {
  return {
    host: check.read("pce.host", props?.host, PCE_ARGUMENTS.host, ""),
    port: textOf(check.read("pce.port", props?.port, PCE_ARGUMENTS.port)),
    orgId: textOf(check.read("pce.orgId", props?.orgId, PCE_ARGUMENTS.orgId, 0)),
    secretArn: secretArn(check, "pce.secret", props?.secret),
  };
}
