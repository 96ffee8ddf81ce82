import type * as pulumi from "@pulumi/pulumi";
import { PCE_ARGUMENTS } from "../../shared/aws/pce-arguments";
import type { PceTexts } from "../../shared/aws/pce-variables";
import type { ArgCheck } from "../arg-check";
import type { PceArgs } from "./pce-args";

/** The block `pce` of a component's arguments, checked and as the texts that a function gets. */
export function pceSettings(check: ArgCheck, args: PceArgs | undefined): PceTexts<pulumi.Output<string>> {
  const { host, port, orgId, secretArn } = check.readAll(args, PCE_ARGUMENTS, "pce");
  return { host, port: port.apply(String), orgId: orgId.apply(String), secretArn };
}
