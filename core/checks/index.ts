export { Checks, type ChecksOptions, type Problem, type Rule, type SureRule } from "./checks";
export { type Checked, having, list, object, properties, record, textSet } from "./collections";
export {
  byDefault,
  commaSeparated,
  credential,
  digits,
  flag,
  looksLike,
  meaning,
  number,
  oneOf,
  port,
  required,
  share,
  text,
  where,
  wholeNumber,
} from "./rules";
export { kindOf, shown } from "./shown";
export { isToken } from "./token";
