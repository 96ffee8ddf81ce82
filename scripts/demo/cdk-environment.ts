import path from "node:path";
import type { SandboxCloud } from "illumio-iac-sandbox/aws";
import { withoutForeignSettings } from "../pulumi-cli/isolated-environment";

/**
 * An environment in which the `cdk` CLI uses nothing of the reader's: it has its own home and the account of the sandbox.
 *
 * @param home folder for what the CLI keeps
 */
export function cdkEnvironment(
  home: string,
  { endpoint, region, accessKeyId, secretAccessKey }: SandboxCloud,
): NodeJS.ProcessEnv {
  const environment = withoutForeignSettings(process.env);
  const folders = [path.dirname(process.execPath), environment["PATH"] ?? ""];
  return {
    ...environment,
    // The app runs by the `node` on PATH.
    PATH: folders.filter(Boolean).join(path.delimiter),
    HOME: home,
    CDK_HOME: home,
    CDK_DISABLE_CLI_TELEMETRY: "true",
    AWS_CONFIG_FILE: path.join(home, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, "no-aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}
