import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { json, object, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import type { Role } from "../iam/roles";
import { parseInline } from "./policy-checks";

interface RolePolicyProperties {
  readonly RoleName: string;
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

type Needs = Pick<Foundation, "roles">;

/** Its id is `POLICY|ROLE`, CloudFormation's primary identifier. */
export const iamRolePolicy: ResourceType<RolePolicyProperties, Needs> = {
  type: "AWS::IAM::RolePolicy",
  createOnly: ["RoleName", "PolicyName"],
  shape: object(
    {
      RoleName: text({ pattern: /^[\w+=,.@-]{1,64}$/ }),
      PolicyName: text({ pattern: /^[\w+=,.@-]{1,128}$/ }),
      PolicyDocument: json,
    },
    ["RoleName", "PolicyName", "PolicyDocument"],
  ),

  create(cloud, properties) {
    put(cloud, properties);
    return `${properties.PolicyName}|${properties.RoleName}`;
  },

  attributes: (_cloud, { properties }) => ({
    PolicyName: properties.PolicyName,
    RoleName: properties.RoleName,
  }),

  update(cloud, _resource, properties) {
    put(cloud, properties);
  },

  delete(cloud, { properties }) {
    cloud.roles.byName(properties.RoleName)?.inline.delete(properties.PolicyName);
  },
};

function put(cloud: Needs, { RoleName, PolicyName, PolicyDocument }: RolePolicyProperties): void {
  const role: Role | undefined = cloud.roles.byName(RoleName);
  if (role === undefined) {
    throw new CloudError("NoSuchEntity", `The role with name ${RoleName} cannot be found.`, 404);
  }
  role.inline.set(PolicyName, parseInline(PolicyName, PolicyDocument, RoleName));
}
