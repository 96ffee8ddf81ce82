import { paginateGetParametersByPath, SSMClient } from "@aws-sdk/client-ssm";
import { ConfigurationError } from "../../core/errors";
import { reasonOf } from "./service-errors";

/** A parameter as it is in the store. */
export interface StoredParameter {
  readonly name: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/**
 * Reads all parameters below a path of AWS Systems Manager Parameter Store, on all levels, in the region and with the
 * credentials of the environment. Each is there once; one that a deployment makes meanwhile may be missing.
 *
 * @param path from its root, without a slash at its end
 * @throws ConfigurationError that names the path when a page cannot be read
 */
export async function parametersBelow(path: string, signal: AbortSignal): Promise<StoredParameter[]> {
  const client = new SSMClient({
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
  const pages = paginateGetParametersByPath(
    { client },
    { Path: path, Recursive: true },
    { abortSignal: signal },
  );
  const found = new Map<string, StoredParameter>();
  try {
    for await (const { Parameters = [] } of pages)
      for (const { Name = "", Value = "", LastModifiedDate } of Parameters)
        found.set(Name, { name: Name, text: Value, writtenAt: LastModifiedDate?.getTime() ?? 0 });
  } catch (error) {
    const reason = `cannot be read: ${reasonOf(error)}. The role needs ssm:GetParametersByPath on it, and the way to Systems Manager must be open`;
    throw new ConfigurationError(`parameters below ${path}`, reason, { cause: error });
  } finally {
    client.destroy();
  }
  return [...found.values()];
}
