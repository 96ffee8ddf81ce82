/** Problems that a write would cause, as the API lists them. */
export interface Problems {
  readonly warnings?: readonly string[];
  readonly errors?: readonly string[];
}

/** An answer other than 200: `{"code","message","warnings"?,"errors"?}`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problems: Problems = {},
  ) {
    super(message);
  }
}

/** UNCONFIRMED: the status that comes with the code. */
export const unknownParameter = (name: string): ApiError =>
  new ApiError(400, "generic_err_invalid_parameter_name", `Unrecognized parameter [${name}]`);

/** UNCONFIRMED: status and wording. */
export const missingParameter = (name: string): ApiError =>
  new ApiError(400, "generic_err_missing_required_parameters", `Missing parameter: [${name}]`);

/** UNCONFIRMED: the status that comes with the code. */
export const invalidParameter = (name: string, reason: string): ApiError =>
  new ApiError(400, "generic_err_invalid_parameter", `Invalid parameter for [${name}]. ${reason}`);

export const notFound = (id: string): ApiError =>
  new ApiError(404, "generic_err_object_not_found", `Requested object [${id}] not found`);

export const loginFailed = (message = "Authentication to server failed."): ApiError =>
  new ApiError(400, "err_login_failed", message);

/** UNCONFIRMED: code and status; the text is what users report. */
export const wrongSession = (sid: string): ApiError =>
  new ApiError(
    401,
    "generic_err_wrong_session_id",
    `Wrong session id [${sid}]. Session may be expired. Please check session id and resend the request.`,
  );

export const objectLocked = (): ApiError =>
  new ApiError(400, "generic_error", "Runtime error: An object is locked by another session.");

/** UNCONFIRMED: status and wording. */
export const noPermission = (): ApiError =>
  new ApiError(403, "generic_err_no_permissions", "The session is read only.");

export const installRefused = (reason: string): ApiError =>
  new ApiError(409, "err_policy_installation_failed", `Unable to start policy installation: ${reason}`);

/** `Validation failed with 1 warning and 1 error`, with the lists. */
export function validationFailed({ warnings = [], errors = [] }: Problems): ApiError {
  const count = (list: readonly string[], word: string): string[] =>
    list.length === 0 ? [] : [`${list.length} ${word}${list.length === 1 ? "" : "s"}`];
  const counts = [...count(warnings, "warning"), ...count(errors, "error")].join(" and ");
  return new ApiError(400, "err_validation_failed", `Validation failed with ${counts}`, { warnings, errors });
}
