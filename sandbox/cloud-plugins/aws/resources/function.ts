import { createHash } from "node:crypto";
import {
  type Arguments,
  archive,
  flag,
  fromCloud,
  integer,
  list,
  map,
  object,
  text,
  toCloud,
} from "../../provider/arguments";
import type { WireArchive } from "../../provider/wire";
import { zipOf } from "../../provider/zip";
import type { View } from "../control-door";
import { awsResource, region, tags, tagsAll } from "../resource";

const known: Arguments = {
  ...region,
  name: { kind: text({ pattern: /^[\w-]{1,64}$/ }), cloud: "FunctionName", replaces: true },
  role: { kind: text({ pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/ }), cloud: "Role", required: true },
  code: { kind: archive },
  handler: { kind: text(), cloud: "Handler" },
  runtime: { kind: text({ oneOf: ["nodejs20.x", "nodejs22.x", "nodejs24.x"] }), cloud: "Runtime" },
  description: { kind: text({ longest: 256 }), cloud: "Description" },
  architectures: { kind: list(text({ oneOf: ["x86_64", "arm64"] }), { most: 1 }), cloud: "Architectures" },
  memorySize: { kind: integer({ from: 128, to: 32_768 }), cloud: "MemorySize", byDefault: 128 },
  timeout: { kind: integer({ from: 1, to: 900 }), cloud: "Timeout", byDefault: 3 },
  environment: {
    kind: object({ variables: { kind: map(text()), cloud: "Variables" } }),
    cloud: "Environment",
  },
  loggingConfig: {
    kind: object({
      logFormat: { kind: text({ oneOf: ["JSON", "Text"] }), cloud: "LogFormat", required: true },
      logGroup: { kind: text(), cloud: "LogGroup" },
      applicationLogLevel: { kind: text(), cloud: "ApplicationLogLevel" },
      systemLogLevel: { kind: text(), cloud: "SystemLogLevel" },
    }),
    cloud: "LoggingConfig",
  },
  reservedConcurrentExecutions: {
    kind: integer({ from: -1 }),
    cloud: "ReservedConcurrentExecutions",
    byDefault: -1,
  },
  vpcConfig: {
    kind: object({
      subnetIds: { kind: list(text(), { most: 16 }), cloud: "SubnetIds", required: true },
      securityGroupIds: {
        kind: list(text({ pattern: /^sg-/ }), { most: 5 }),
        cloud: "SecurityGroupIds",
        required: true,
      },
      ipv6AllowedForDualStack: { kind: flag, cloud: "Ipv6AllowedForDualStack" },
    }),
    cloud: "VpcConfig",
  },
  kmsKeyArn: { kind: text({ pattern: /^arn:/ }), cloud: "KmsKeyArn" },
  packageType: { kind: text({ oneOf: ["Zip"] }), cloud: "PackageType", replaces: true, byDefault: "Zip" },
  publish: { kind: flag, byDefault: false },
  skipDestroy: { kind: flag, byDefault: false },
  ...tags,
};

const sha256 = ({ properties }: View) => {
  const { ZipFile } = properties["Code"] as { readonly ZipFile: string };
  return createHash("sha256").update(Buffer.from(ZipFile, "base64")).digest("base64");
};

/** Functions of Node.js whose code comes with the program. */
export const lambdaFunction = awsResource({
  type: "aws:lambda/function:Function",
  cloudType: "AWS::Lambda::Function",
  arguments: known,
  notSimulated: [
    "capacityProviderConfig",
    "codeSha256",
    "codeSigningConfigArn",
    "deadLetterConfig",
    "durableConfig",
    "ephemeralStorage",
    "fileSystemConfig",
    "imageConfig",
    "imageUri",
    "layers",
    "publishTo",
    "replaceSecurityGroupsOnDestroy",
    "replacementSecurityGroupIds",
    "s3Bucket",
    "s3Key",
    "s3ObjectVersion",
    "snapStart",
    "sourceCodeHash",
    "sourceKmsKeyArn",
    "tenancyConfig",
    "tracingConfig",
    "useResourceTimeoutForPropagation",
  ],
  rules: (inputs) =>
    ["code", "handler", "runtime"]
      .filter((path) => inputs[path] === undefined)
      .map((path) => ({ path, reason: "Missing required argument of a function whose package type is Zip" })),
  toCloud: (inputs) => ({
    ...toCloud(known, inputs),
    Code: { ZipFile: Buffer.from(zipOf(inputs["code"] as WireArchive)).toString("base64") },
  }),
  fromCloud: (properties) => fromCloud(known, properties),
  autoname: { property: "name", maximumLength: 64 },
  locate: (id) => id,
  id: ({ id }) => id,
  computed: {
    arn: ({ attributes }) => attributes["Arn"],
    invokeArn: ({ attributes }) => {
      const arn = String(attributes["Arn"]);
      const [, partition, , of] = arn.split(":");
      return `arn:${partition}:apigateway:${of}:lambda:path/2015-03-31/functions/${arn}/invocations`;
    },
    qualifiedArn: ({ attributes }) => `${attributes["Arn"]}:$LATEST`,
    version: () => "$LATEST",
    codeSha256: sha256,
    sourceCodeHash: sha256,
    tagsAll,
  },
});
