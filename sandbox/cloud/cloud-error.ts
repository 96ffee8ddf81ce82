/** A refusal with the cloud's own code and message, and the HTTP status that goes with it. */
export class CloudError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}
