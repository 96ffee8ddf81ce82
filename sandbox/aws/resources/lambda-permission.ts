import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { object, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import { parsePolicy } from "../iam/policy";
import type { FunctionService } from "../lambda/function-service";

interface PermissionProperties {
  readonly Action: string;
  readonly FunctionName: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
}

/** Lambda quotas, "Function resource-based policy". */
const LARGEST_POLICY = 20_480;

type Needs = Pick<Foundation, "ids"> & {
  readonly functions: Pick<FunctionService, "existing" | "find">;
};

/** One statement of a function's resource policy. */
export const lambdaPermission: ResourceType<PermissionProperties, Needs> = {
  type: "AWS::Lambda::Permission",
  createOnly: [],
  shape: object(
    {
      Action: text({ pattern: /^(lambda:[*A-Za-z]+|\*)$/ }),
      FunctionName: text({ min: 1 }),
      Principal: text({ min: 1 }),
      SourceArn: text({ pattern: /^arn:/ }),
      SourceAccount: text({ pattern: /^\d{12}$/ }),
    },
    ["Action", "FunctionName", "Principal"],
  ),

  create(cloud, { Action, FunctionName, Principal, SourceArn, SourceAccount }) {
    const target = cloud.functions.existing(FunctionName);
    const id = `sandbox-permission-${cloud.ids.upper(12)}`;
    const principal = Principal.endsWith(".amazonaws.com") ? { Service: Principal } : { AWS: Principal };
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: id,
          Effect: "Allow",
          Principal: principal,
          Action,
          Resource: target.arn,
          Condition: {
            ...(SourceArn && { ArnLike: { "AWS:SourceArn": SourceArn } }),
            ...(SourceAccount && { StringEquals: { "AWS:SourceAccount": SourceAccount } }),
          },
        },
      ],
    };
    const size = JSON.stringify([...target.permissions.values()]).length + JSON.stringify(document).length;
    if (size > LARGEST_POLICY) {
      throw new CloudError(
        "PolicyLengthExceededException",
        `The final policy size (${size}) is bigger than the limit (${LARGEST_POLICY}).`,
      );
    }
    target.permissions.set(id, parsePolicy(document, "resource"));
    return id;
  },

  attributes: (_cloud, { id }) => ({ Id: id }),

  delete(cloud, { id, properties }) {
    cloud.functions.find(properties.FunctionName)?.permissions.delete(id);
  },
};
