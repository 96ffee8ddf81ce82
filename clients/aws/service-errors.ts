/** What the AWS SDK puts on the errors it throws, as far as it is used here. */
interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $retryable?: object;
}

const THROTTLED = /throttl|limitexceeded|toomanyrequests|requestlimit|overlimit|slowdown/i;

/** True when the same call may well succeed later: no answer, 5xx, throttling. False for what only a person can fix. */
export function isTransient(error: unknown): boolean {
  const { $metadata, $retryable, name } = error as ServiceError;
  if (name === "CredentialsProviderError") return false;
  const status = $metadata?.httpStatusCode;
  return (
    status === undefined ||
    status >= 500 ||
    status === 429 ||
    $retryable !== undefined ||
    THROTTLED.test(name)
  );
}

/** Name, message, status and request id of an SDK error in one line. The SDK puts no credentials there. */
export function reasonOf(error: unknown): string {
  const { $metadata, name, message } = error as ServiceError;
  const about = [
    $metadata?.httpStatusCode === undefined ? undefined : `status ${$metadata.httpStatusCode}`,
    $metadata?.requestId === undefined ? undefined : `request id ${$metadata.requestId}`,
  ].filter((part) => part !== undefined);
  return `${name}: ${message}${about.length === 0 ? "" : ` (${about.join(", ")})`}`;
}
