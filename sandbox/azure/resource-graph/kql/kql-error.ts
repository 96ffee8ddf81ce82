/** A query that cannot be read, or that asks for something that is not there. */
export class KqlError extends Error {
  /** @param code as Resource Graph says it in the second of its details */
  constructor(
    message: string,
    readonly code:
      | "ParserFailure"
      | "SemanticError"
      | "UnknownTable"
      | "UnsupportedJoinFlavor"
      | "DisallowedOperation" = "SemanticError",
  ) {
    super(message);
    this.name = "KqlError";
  }
}
