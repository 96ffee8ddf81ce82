import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { BUNDLE_HANDLER } from "../../../core/contracts/bundles";
import { functionTrust } from "../../spec/aws/flow-log-policies";
import { FUNCTION_ARCHITECTURE, FUNCTION_RUNTIME } from "../../spec/aws/flow-log-settings";
import type { PolicyDocument } from "../../spec/aws/policy-document";
import { bundlePath } from "../../spec/bundle-path";
import { serviceRole } from "./service-role";
import type { Tags } from "./tags";

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
    readonly variables: pulumi.Input<Record<string, pulumi.Input<string>>>;
    readonly memorySizeInMegabytes: pulumi.Input<number>;
    readonly timeoutInSeconds: pulumi.Input<number>;
    readonly logRetentionInDays: pulumi.Input<number>;
    readonly tags: Tags;
    /** Files beside the code, by name. */
    readonly files?: Readonly<Record<string, pulumi.Output<string>>>;
    /** What only some functions have. */
    readonly more?: Pick<lambda.FunctionArgs, "vpcConfig" | "reservedConcurrentExecutions">;
  },
  opts: pulumi.CustomResourceOptions,
): BundledFunction {
  const { tags } = args;
  const logGroup = new cloudwatch.LogGroup(name, { retentionInDays: args.logRetentionInDays, tags }, opts);
  const { role, policy } = serviceRole(
    name,
    { description: args.description, trust: functionTrust(), policy: args.policy(logGroup.arn), tags },
    opts,
  );
  const bundled = new lambda.Function(
    name,
    {
      description: args.description,
      role: role.arn,
      runtime: FUNCTION_RUNTIME,
      architectures: [FUNCTION_ARCHITECTURE],
      handler: BUNDLE_HANDLER,
      code: archive(args.bundle, args.files),
      memorySize: args.memorySizeInMegabytes,
      timeout: args.timeoutInSeconds,
      environment: { variables: args.variables },
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
      tags,
      ...args.more,
    },
    // Whatever is attached to the function follows it, so it follows what its role may do.
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
