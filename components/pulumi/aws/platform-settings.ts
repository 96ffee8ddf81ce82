import type * as pulumi from "@pulumi/pulumi";
import { required } from "../../../core/checks";
import { PLATFORM_ARGUMENTS as RULES } from "../../shared/aws/platform-arguments";
import { VPC_ARGUMENTS } from "../../shared/aws/vpc-arguments";
import type { ArgCheck, ArgOutputs } from "../arg-check";
import type { PlatformArgs } from "./platform-args";
import type { VpcArgs } from "./vpc-args";

/** Whether one of them was given is known when the program runs, its value may be known later. */
export type PlatformSettings = { readonly [Name in keyof typeof RULES]: pulumi.Output<string> | undefined };

export type VpcSettings = ArgOutputs<typeof VPC_ARGUMENTS>;

/** The arguments that a component takes for an organization's rules, checked. */
export function platformSettings(check: ArgCheck, args: PlatformArgs): PlatformSettings {
  const read = (name: keyof typeof RULES) =>
    args[name] === undefined ? undefined : check.read(name, args[name], required(RULES[name]));
  return {
    proxyUrl: read("proxyUrl"),
    kmsKey: read("kmsKey"),
    permissionsBoundary: read("permissionsBoundary"),
  };
}

/** The block `vpc` of a component's arguments, checked. */
export function vpcSettings(check: ArgCheck, args: VpcArgs | undefined): VpcSettings {
  return check.readAll(args, VPC_ARGUMENTS, "vpc");
}
