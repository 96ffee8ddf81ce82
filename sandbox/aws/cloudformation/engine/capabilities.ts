import { CloudError } from "../../../cloud/cloud-error";
import type { Template } from "../template/template";
import { namePropertyOf } from "./physical-names";

const NEEDING = [
  "AccessKey",
  "Group",
  "InstanceProfile",
  "ManagedPolicy",
  "Policy",
  "Role",
  "RolePolicy",
  "User",
];

/** @throws CloudError `InsufficientCapabilitiesException` when a template makes IAM entities and the client has not allowed it */
export function requireCapabilities({ Resources }: Template, given: readonly string[]): void {
  const entities = Object.values(Resources).filter(({ Type }) =>
    NEEDING.some((name) => Type === `AWS::IAM::${name}`),
  );
  const isNamed = entities.some(
    ({ Type, Properties = {} }) => Properties[namePropertyOf(Type) ?? ""] !== undefined,
  );
  const sufficient = isNamed ? ["CAPABILITY_NAMED_IAM"] : ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"];
  if (entities.length === 0 || given.some((one) => sufficient.includes(one))) return;
  throw new CloudError("InsufficientCapabilitiesException", `Requires capabilities : [${sufficient[0]}]`);
}
