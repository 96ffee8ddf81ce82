/** Columns of a tuple of NSG flow logs version 1: time, addresses, ports, protocol, direction, decision. */
export const V1_COLUMNS = 8;
/** Columns of the other versions: state, or state and encryption, and four counters follow the decision or stand in its place. */
export const COLUMNS = 13;
/** Digits of the time: seconds in NSG flow logs, milliseconds in VNet flow logs, where seconds occur too. */
export const DIGITS_OF_SECONDS = 10;
export const DIGITS_OF_MILLISECONDS = 13;

/** Values of the encryption column that stand for packets which were dropped. */
export const DROPPED_BY_ENCRYPTION: readonly string[] = [
  "NX_SW_NOT_READY",
  "NX_NOT_ACCEPTED",
  "NX_NOT_SUPPORTED",
];

/** What a tuple stands for. */
export const BEGIN = 0;
export const CONTINUED = 1;
export const ENDED = 2;
export const V1 = 3;
export const DENIED = 4;
export const KINDS = 5;
