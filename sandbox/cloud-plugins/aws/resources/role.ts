import { flag, integer, json, text } from "../../provider/arguments";
import { awsResource, tags, tagsAll } from "../resource";

export const role = awsResource({
  type: "aws:iam/role:Role",
  cloudType: "AWS::IAM::Role",
  arguments: {
    name: { kind: text({ pattern: /^[\w+=,.@-]{1,64}$/ }), cloud: "RoleName", replaces: true },
    assumeRolePolicy: { kind: json, cloud: "AssumeRolePolicyDocument", required: true },
    description: { kind: text({ pattern: /^[\t\n\r -~¡-ÿ]{0,1000}$/ }), cloud: "Description" },
    path: { kind: text({ pattern: /^\/(.+\/)?$/ }), cloud: "Path", replaces: true, byDefault: "/" },
    maxSessionDuration: {
      kind: integer({ from: 3600, to: 43200 }),
      cloud: "MaxSessionDuration",
      byDefault: 3600,
    },
    permissionsBoundary: { kind: text({ pattern: /^arn:/ }), cloud: "PermissionsBoundary" },
    forceDetachPolicies: { kind: flag, byDefault: false },
    ...tags,
  },
  notSimulated: ["inlinePolicies", "managedPolicyArns", "namePrefix"],
  autoname: { property: "name", maximumLength: 64 },
  locate: (id) => id,
  id: ({ id }) => id,
  computed: {
    arn: ({ attributes }) => attributes["Arn"],
    uniqueId: ({ attributes }) => attributes["RoleId"],
    tagsAll,
  },
});
