import { iamRole } from "./iam-role";
import { iamRolePolicy } from "./iam-role-policy";
import type { ResourceType } from "./resource-type";

/** Every CloudFormation type that the sandbox cloud knows; anything else is refused. */
export const RESOURCE_TYPES: readonly ResourceType[] = [iamRole, iamRolePolicy] as unknown as ResourceType[];
