/**
 * What became of one item of a bulk call.
 *
 * `token` and `message` are the PCE's own. Where no answer came for the item, `token` is `request_failed` (the call
 * that carried it failed) or `not_sent` (an earlier call failed, this item never left), and `cause` is the error.
 */
export type BulkResult =
  | { readonly href: string; readonly error?: undefined }
  | { readonly href?: undefined; readonly error: BulkItemError };

export interface BulkItemError {
  readonly token: string;
  readonly message: string;
  readonly cause?: Error;
}
