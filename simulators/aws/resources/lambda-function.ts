import { AwsError } from "../aws-error";
import type { Cloud } from "../cloud";
import { readArchive } from "../lambda/code-archive";
import { checkVariables } from "../lambda/function-environment";
import { type FunctionSettings, LambdaFunction } from "../lambda/lambda-function";
import { checkVpcConfig, type VpcConfig } from "../lambda/vpc-config";
import type { ResourceType } from "./resource-type";
import { flag, integer, list, map, object, tags, text } from "./shape";

interface FunctionProperties {
  readonly FunctionName?: string;
  readonly Role: string;
  readonly Code: { readonly ZipFile: string };
  readonly Handler: string;
  readonly Runtime: string;
  readonly Description?: string;
  readonly Architectures?: readonly string[];
  readonly MemorySize?: number;
  readonly Timeout?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly LoggingConfig?: { readonly LogFormat?: string; readonly LogGroup?: string };
  readonly ReservedConcurrentExecutions?: number;
  readonly VpcConfig?: VpcConfig;
  readonly PackageType?: string;
  readonly Tags?: unknown;
}

/** Functions of Node.js from a zip. `Code.ZipFile` is the archive in base64. */
export const lambdaFunction: ResourceType<FunctionProperties> = {
  type: "AWS::Lambda::Function",
  createOnly: ["FunctionName", "PackageType"],
  shape: object(
    {
      FunctionName: text({ pattern: /^[\w-]{1,64}$/ }),
      Role: text({ pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/ }),
      Code: object({ ZipFile: text() }, ["ZipFile"]),
      Handler: text({ pattern: /^\S{1,128}$/ }),
      Runtime: text({ oneOf: ["nodejs20.x", "nodejs22.x", "nodejs24.x"] }),
      Description: text({ max: 256 }),
      Architectures: list(text({ oneOf: ["x86_64", "arm64"] }), { min: 1, max: 1 }),
      MemorySize: integer({ min: 128, max: 10_240 }),
      Timeout: integer({ min: 1, max: 900 }),
      Environment: object({ Variables: map(text()) }),
      LoggingConfig: object({
        LogFormat: text({ oneOf: ["JSON", "Text"] }),
        LogGroup: text(),
        ApplicationLogLevel: text(),
        SystemLogLevel: text(),
      }),
      ReservedConcurrentExecutions: integer({ min: -1 }),
      VpcConfig: object({
        SubnetIds: list(text({ min: 1 }), { max: 16 }),
        SecurityGroupIds: list(text({ pattern: /^sg-[0-9a-f]{8,17}$/ }), { max: 5 }),
        Ipv6AllowedForDualStack: flag,
      }),
      PackageType: text({ oneOf: ["Zip"] }),
      Tags: tags,
    },
    ["Role", "Code", "Handler", "Runtime"],
  ),

  create(cloud, properties) {
    const name = properties.FunctionName ?? `sandbox-function-${cloud.ids.upper(12)}`;
    const settings = settingsOf(cloud, name, properties);
    cloud.functions.add(new LambdaFunction(cloud, settings, readArchive(properties.Code.ZipFile)));
    return name;
  },

  attributes: (cloud, { id }) => ({ Arn: cloud.arn("lambda", `function:${id}`), FunctionName: id }),

  async update(cloud, { id }, properties) {
    const settings = settingsOf(cloud, id, properties);
    await cloud.functions.existing(id).change(settings, readArchive(properties.Code.ZipFile));
  },

  async delete(cloud, { id }) {
    const target = cloud.functions.find(id);
    if (target) await cloud.functions.remove(target);
  },
};

function settingsOf(cloud: Cloud, name: string, properties: FunctionProperties): FunctionSettings {
  const variables = properties.Environment?.Variables ?? {};
  checkVariables(variables);
  const context = {
    "aws:sourceaccount": cloud.accountId,
    "aws:sourcearn": cloud.arn("lambda", `function:${name}`),
  };
  const role = cloud.roles.assumableBy("lambda.amazonaws.com", properties.Role, context);
  if (role === undefined) {
    throw new AwsError(
      "InvalidParameterValueException",
      "The role defined for the function cannot be assumed by Lambda.",
    );
  }
  checkVpcConfig(cloud, cloud.access.session(role, name), properties.VpcConfig);
  const reserved = properties.ReservedConcurrentExecutions ?? -1;
  return {
    name,
    roleArn: properties.Role,
    runtime: properties.Runtime,
    handler: properties.Handler,
    variables,
    memoryInMegabytes: properties.MemorySize ?? 128,
    timeoutInSeconds: properties.Timeout ?? 3,
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: properties.LoggingConfig?.LogFormat ?? "Text",
    reservedConcurrency: reserved < 0 ? undefined : reserved,
  };
}
