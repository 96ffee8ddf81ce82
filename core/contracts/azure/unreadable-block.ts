/**
 * A block of a flow log that cannot be read: JSON that is kept for people in the `rejected` queue; no program reads it.
 * The block itself stays in its blob for as long as the account keeps that.
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
}
