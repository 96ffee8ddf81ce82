import { json, text } from "../../provider/arguments";
import { awsResource } from "../resource";

export const rolePolicy = awsResource({
  type: "aws:iam/rolePolicy:RolePolicy",
  cloudType: "AWS::IAM::RolePolicy",
  arguments: {
    name: { kind: text({ pattern: /^[\w+=,.@-]{1,128}$/ }), cloud: "PolicyName", replaces: true },
    role: { kind: text(), cloud: "RoleName", required: true, replaces: true },
    policy: { kind: json, cloud: "PolicyDocument", required: true },
  },
  notSimulated: ["namePrefix"],
  autoname: { property: "name", maximumLength: 128 },
  locate: (id) => id.split(":").reverse().join("|"),
  id: (_view, inputs) => `${inputs["role"]}:${inputs["name"]}`,
  computed: {},
});
