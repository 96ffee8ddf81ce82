import { isDeepStrictEqual } from "node:util";
import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { flag, integer, list, map, object, tags, text } from "../../cloud/resources/shape";
import { type FunctionCode, type FunctionCodeNeeds, readCode } from "../lambda/function-code";
import { checkVariables } from "../lambda/function-environment";
import type { FunctionService } from "../lambda/function-service";
import type { FunctionSettings } from "../lambda/function-settings";
import { LambdaFunction, type LambdaFunctionNeeds } from "../lambda/lambda-function";
import { type LoggingConfig, loggingOf, loggingShape } from "../lambda/logging-config";
import { checkVpcConfig, type VpcConfig, type VpcNeeds } from "../lambda/vpc-config";

interface FunctionProperties {
  readonly FunctionName?: string;
  readonly Role: string;
  readonly Code: FunctionCode;
  readonly Handler: string;
  readonly Runtime: string;
  readonly Description?: string;
  readonly Architectures?: readonly string[];
  readonly MemorySize?: number;
  readonly Timeout?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly LoggingConfig?: LoggingConfig;
  readonly ReservedConcurrentExecutions?: number;
  readonly VpcConfig?: VpcConfig;
  readonly KmsKeyArn?: string;
  readonly PackageType?: string;
  readonly Tags?: unknown;
}

type Needs = LambdaFunctionNeeds &
  FunctionCodeNeeds &
  VpcNeeds & {
    readonly functions: Pick<FunctionService, "add" | "existing" | "find" | "remove">;
  };

/** Functions of Node.js from a zip in a bucket, or from one in base64 in `Code.ZipFile`. */
export const lambdaFunction: ResourceType<FunctionProperties, Needs> = {
  type: "AWS::Lambda::Function",
  createOnly: ["FunctionName", "PackageType"],
  shape: object(
    {
      FunctionName: text({ pattern: /^[\w-]{1,64}$/ }),
      Role: text({ pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/ }),
      Code: object({
        ZipFile: text(),
        S3Bucket: text({ min: 3, max: 63 }),
        S3Key: text({ min: 1, max: 1024 }),
      }),
      Handler: text({ pattern: /^\S{1,128}$/ }),
      Runtime: text({ oneOf: ["nodejs20.x", "nodejs22.x", "nodejs24.x"] }),
      Description: text({ max: 256 }),
      Architectures: list(text({ oneOf: ["x86_64", "arm64"] }), { min: 1, max: 1 }),
      MemorySize: integer({ min: 128, max: 10_240 }),
      Timeout: integer({ min: 1, max: 900 }),
      Environment: object({ Variables: map(text()) }),
      LoggingConfig: loggingShape,
      ReservedConcurrentExecutions: integer({ min: -1 }),
      VpcConfig: object({
        SubnetIds: list(text({ min: 1 }), { max: 16 }),
        SecurityGroupIds: list(text({ pattern: /^sg-[0-9a-f]{8,17}$/ }), { max: 5 }),
        Ipv6AllowedForDualStack: flag,
      }),
      KmsKeyArn: text({ pattern: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/.+$/ }),
      PackageType: text({ oneOf: ["Zip"] }),
      Tags: tags,
    },
    ["Role", "Code", "Handler", "Runtime"],
  ),

  create(cloud, properties) {
    const name = properties.FunctionName ?? `sandbox-function-${cloud.ids.upper(12)}`;
    const settings = settingsOf(cloud, name, properties);
    cloud.functions.add(new LambdaFunction(cloud, settings, readCode(cloud, properties.Code)));
    return name;
  },

  attributes: (cloud, { id }) => ({ Arn: cloud.arn("lambda", `function:${id}`), FunctionName: id }),

  async update(cloud, { id, properties: before }, properties) {
    const settings = settingsOf(cloud, id, properties);
    const isSameCode = isDeepStrictEqual(before.Code, properties.Code);
    const files = isSameCode ? undefined : readCode(cloud, properties.Code);
    await cloud.functions.existing(id).change(settings, files);
  },

  async delete(cloud, { id }) {
    const target = cloud.functions.find(id);
    if (target) await cloud.functions.remove(target);
  },
};

function settingsOf(cloud: Needs, name: string, properties: FunctionProperties): FunctionSettings {
  const variables = properties.Environment?.Variables ?? {};
  checkVariables(variables);
  const context = {
    "aws:sourceaccount": cloud.accountId,
    "aws:sourcearn": cloud.arn("lambda", `function:${name}`),
  };
  const role = cloud.roles.assumableBy("lambda.amazonaws.com", properties.Role, context);
  if (role === undefined) {
    throw new CloudError(
      "InvalidParameterValueException",
      "The role defined for the function cannot be assumed by Lambda.",
    );
  }
  checkVpcConfig(cloud, cloud.access.session(role, name), properties.VpcConfig);
  checkKey(cloud, properties.KmsKeyArn);
  const reserved = properties.ReservedConcurrentExecutions ?? -1;
  return {
    name,
    roleArn: properties.Role,
    kmsKeyArn: properties.KmsKeyArn,
    runtime: properties.Runtime,
    handler: properties.Handler,
    variables,
    memoryInMegabytes: properties.MemorySize ?? 128,
    timeoutInSeconds: properties.Timeout ?? 3,
    ...loggingOf(name, properties.LoggingConfig),
    reservedConcurrency: reserved < 0 ? undefined : reserved,
  };
}

/** Lambda encrypts the environment variables when the function is made, and decrypts them when a process starts. */
function checkKey(cloud: Needs, arn: string | undefined): void {
  const key = arn === undefined ? undefined : cloud.keys.find(arn);
  if (arn === undefined || key?.state === "Enabled") return;
  throw new CloudError(
    "InvalidParameterValueException",
    "Lambda was unable to configure access to your environment variables because the KMS key is invalid for " +
      `CreateGrant. Please check your KMS key settings. KMS Exception: ${key ? "DisabledException" : "NotFoundException"} KMS Message: ${key ? `${arn} is disabled.` : `Key '${arn}' does not exist`}`,
  );
}
