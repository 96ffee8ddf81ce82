import { type Rule, required, type SureRule, text } from "../checks";

/** Longest key of a label in characters. @see PCE documentation, "Labels" */
const LONGEST_KEY = 64;

/** The PCE keeps these for itself (PCE documentation, "Labels"). */
const RESERVED = ["All Applications", "All Environments", "All Locations"];

const value: Rule<string> = (item, checks) =>
  RESERVED.includes(item as string) ? checks.fail(`'${item}' is reserved by the PCE`) : text()(item, checks);

/** Rules of a label, for whatever declares it. */
export const LABEL_RULES: { readonly key: SureRule<string>; readonly value: SureRule<string> } = {
  key: required(text({ longest: LONGEST_KEY })),
  value: required(value),
};

/** Why a text cannot be the key of a label. */
export function labelKeyProblem(key: string): string | undefined {
  return key === "" || key.length > LONGEST_KEY
    ? `a label key has 1 to ${LONGEST_KEY} characters`
    : undefined;
}
