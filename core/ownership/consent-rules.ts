import { flag, type Rule, text } from "../checks";

/** Owner references are kept whole, even where they are too long for the PCE. */
const LONGEST_OWNER_NAMED = 2_000;

/** How a resource may use an object that exists. */
export const CONSENT_RULES: { readonly adopt: Rule<boolean>; readonly takeOverFrom: Rule<string> } = {
  adopt: flag(),
  takeOverFrom: text({ longest: LONGEST_OWNER_NAMED }),
};
