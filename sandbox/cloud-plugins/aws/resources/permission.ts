import { text } from "../../provider/arguments";
import { awsResource, region } from "../resource";

const SAME = {
  action: "Action",
  principal: "Principal",
  sourceArn: "SourceArn",
  sourceAccount: "SourceAccount",
};

export const permission = awsResource({
  type: "aws:lambda/permission:Permission",
  cloudType: "AWS::Lambda::Permission",
  arguments: {
    ...region,
    action: {
      kind: text({ pattern: /^(lambda:[*A-Za-z]+|\*)$/ }),
      cloud: "Action",
      required: true,
      replaces: true,
    },
    function: { kind: text(), cloud: "FunctionName", required: true, replaces: true },
    principal: { kind: text(), cloud: "Principal", required: true, replaces: true },
    sourceArn: { kind: text({ pattern: /^arn:/ }), cloud: "SourceArn", replaces: true },
    sourceAccount: { kind: text({ pattern: /^\d{12}$/ }), cloud: "SourceAccount", replaces: true },
    statementId: { kind: text({ pattern: /^[\w-]{1,100}$/ }), replaces: true },
  },
  notSimulated: [
    "eventSourceToken",
    "functionUrlAuthType",
    "invokedViaFunctionUrl",
    "principalOrgId",
    "qualifier",
    "statementIdPrefix",
  ],
  autoname: { property: "statementId", maximumLength: 100 },
  // CloudFormation has no statement ids; a permission is recognised by what it permits.
  locate:
    (_id, state) =>
    ({ properties }) =>
      functionName(String(properties["FunctionName"])) === functionName(String(state["function"])) &&
      Object.entries(SAME).every(([mine, theirs]) => state[mine] === properties[theirs]),
  id: (_view, inputs) => inputs["statementId"] as string,
  computed: {},
});

/** Lambda takes a name or an ARN. */
function functionName(nameOrArn: string): string {
  return nameOrArn.split(":function:").pop()!;
}
