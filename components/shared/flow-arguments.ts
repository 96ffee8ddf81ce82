import { byDefault, flag, wholeNumber } from "../../core/checks";

/** Defaults of what a component for flow logs takes in every cloud. */
export const FLOW_DEFAULTS = {
  includeRejected: false,
  /** Less than the 500 that a PCE allows per key and minute, so that other users of the key still get through. */
  pceCallsPerMinute: 400,
} as const;

/** Rules of what a component for flow logs takes in every cloud. */
export const FLOW_ARGUMENTS = {
  includeRejected: byDefault<boolean>(flag(), FLOW_DEFAULTS.includeRejected),
  pceCallsPerMinute: byDefault(wholeNumber(1, 500), FLOW_DEFAULTS.pceCallsPerMinute),
};
