import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { Credentials } from "../iam/access";
import type { FunctionSettings } from "./function-settings";

/** Lambda developer guide, "Defined runtime environment variables", those that cannot be set. */
const RESERVED = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

const LARGEST_ENVIRONMENT = 4096;

/** Refuses variables that Lambda refuses: reserved names, malformed names, more than 4 KB. */
export function checkVariables(variables: Readonly<Record<string, string>>): void {
  const names = Object.keys(variables);
  const reserved = names.filter((name) => RESERVED.has(name));
  const intro =
    "Lambda was unable to configure your environment variables because the environment variables you have provided";
  if (reserved.length > 0) {
    throw new CloudError(
      "InvalidParameterValueException",
      `${intro} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const malformed = names.find((name) => !/^[a-zA-Z]\w+$/.test(name));
  if (malformed !== undefined) {
    throw new CloudError(
      "InvalidParameterValueException",
      `Environment variable name ${malformed} does not satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+`,
    );
  }
  const text = JSON.stringify(variables);
  if (Buffer.byteLength(text) > LARGEST_ENVIRONMENT) {
    throw new CloudError(
      "InvalidParameterValueException",
      `${intro} exceeded the 4KB limit. String measured: ${text}`,
    );
  }
}

/**
 * The whole environment of a function's process: the variables that were set and those of Lambda; none of this process.
 */
export function processEnvironment(
  cloud: Pick<Foundation, "endpoint" | "region">,
  settings: FunctionSettings,
  place: { directory: string; runtimeDirectory: string; logStream: string; credentials: Credentials },
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken = "" } = place.credentials;
  return {
    AWS_ENDPOINT_URL: cloud.endpoint,
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    // A home directory that does not exist, so that no setting of the developer's own account is ever read.
    HOME: "/home/sbx_user1051",
    NODE_PATH: `${place.runtimeDirectory}/node_modules`,
    ...settings.variables,
    _HANDLER: settings.handler,
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryInMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    AWS_LAMBDA_LOG_FORMAT: settings.logFormat,
    ...(settings.logFormat === "JSON" && { AWS_LAMBDA_LOG_LEVEL: settings.logLevel }),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    LAMBDA_TASK_ROOT: place.directory,
    LAMBDA_RUNTIME_DIR: place.runtimeDirectory,
  };
}
