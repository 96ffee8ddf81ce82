/** A refusal with the cloud's own code and message, and the HTTP status that goes with it. */
export class CloudError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** For the header Retry-After, where the service sends it. */
    readonly retryAfterInSeconds?: number,
  ) {
    super(message);
    this.name = code;
  }
}
