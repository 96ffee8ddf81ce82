/**
 * A block of a flow log that cannot be read: JSON that is kept in the `rejected` queue for people and for
 * `illumio-iac redrive`. The block itself stays in its blob for as long as the account keeps that.
 */
export interface UnreadableBlock {
  readonly version: 1;
  readonly unreadable: "block";
  /** URL of the blob. */
  readonly blob: string;
  /** Id of the block, in base64 as Azure has it. */
  readonly block: string;
  /** First byte of the block in the blob, and how many it has. */
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  /** When it was read, ISO 8601. */
  readonly readAt: string;
  /**
   * What `illumio-iac redrive` has delivered of it: the lines up to this one in the order of their text, with or without
   * denied traffic. Absent when nothing is.
   */
  readonly delivered?: { readonly line: string; readonly includeRejected: boolean };
}
