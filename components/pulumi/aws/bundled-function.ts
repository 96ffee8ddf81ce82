import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { BUNDLE_HANDLER } from "../../../core/contracts/aws/bundles";
import { FUNCTION } from "../../shared/aws/function-defaults";
import { functionTrust } from "../../shared/aws/function-policies";
import type { PolicyDocument } from "../../shared/aws/policy-document";
import { bundlePath } from "../../shared/bundle-path";
import type { Tags } from "../tags";
import type { PlatformSettings } from "./platform-settings";
import { serviceRole } from "./service-role";

export interface BundledFunction {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: cloudwatch.LogGroup;
}

/** One of the package's functions with its own log group and a role that may do what `policy` says. */
export function bundledFunction(
  name: string,
  args: {
    readonly bundle: string;
    readonly description: string;
    readonly policy: (functionLogGroupArn: pulumi.Output<string>) => pulumi.Output<PolicyDocument>;
    readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
    readonly memorySizeInMegabytes: pulumi.Input<number>;
    readonly timeoutInSeconds: pulumi.Input<number>;
    readonly logRetentionInDays: pulumi.Input<number>;
    /** Key of the environment variables and of the log group, and the limit of the role. */
    readonly platform: Pick<PlatformSettings, "kmsKey" | "permissionsBoundary">;
    readonly tags: Tags;
    /** Files beside the code, by name. */
    readonly files?: Readonly<Record<string, pulumi.Output<string>>>;
    /** Settings that only some functions have. */
    readonly more?: Pick<lambda.FunctionArgs, "vpcConfig" | "reservedConcurrentExecutions"> | undefined;
  },
  opts: pulumi.CustomResourceOptions,
): BundledFunction {
  const { description, tags } = args;
  const { kmsKey, permissionsBoundary } = args.platform;
  const logGroup = new cloudwatch.LogGroup(
    name,
    { retentionInDays: args.logRetentionInDays, tags, ...(kmsKey && { kmsKeyId: kmsKey }) },
    opts,
  );
  const { role, policy } = serviceRole(
    name,
    { description, trust: functionTrust(), policy: args.policy(logGroup.arn), permissionsBoundary, tags },
    opts,
  );
  const bundled = new lambda.Function(
    name,
    {
      description,
      role: role.arn,
      runtime: FUNCTION.runtime,
      architectures: [FUNCTION.architecture],
      handler: BUNDLE_HANDLER,
      code: archive(args.bundle, args.files),
      memorySize: args.memorySizeInMegabytes,
      timeout: args.timeoutInSeconds,
      environment: { variables: args.variables },
      loggingConfig: { logFormat: FUNCTION.logFormat, logGroup: logGroup.name },
      tags,
      ...(kmsKey && { kmsKeyArn: kmsKey }),
      ...args.more,
    },
    // Everything attached to the function waits for it, so the function waits for the policy of its role.
    { ...opts, dependsOn: policy },
  );
  return { function: bundled, role, logGroup };
}

function archive(
  bundle: string,
  files: Readonly<Record<string, pulumi.Output<string>>> | undefined,
): pulumi.Input<pulumi.asset.Archive> {
  const code = { "index.js": new pulumi.asset.FileAsset(bundlePath(bundle)) };
  if (files === undefined) return new pulumi.asset.AssetArchive(code);
  return pulumi.all(files).apply((texts) => {
    const assets = Object.entries(texts).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
    return new pulumi.asset.AssetArchive({ ...code, ...Object.fromEntries(assets) });
  });
}
