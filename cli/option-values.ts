import { InvalidArgumentError } from "commander";
import { Checks, type Rule, required } from "../core/checks";

/**
 * Reads the text of an option by a rule.
 *
 * @throws InvalidArgumentError that tells what is wrong; commander says of which option
 */
export function optionValue<T>(rule: Rule<T>): (text: string) => T {
  return (text) => {
    const checks = Checks.start();
    const value = checks.read(text, required(rule));
    const reasons = checks.problems.map(({ reason }) => reason);
    if (reasons.length > 0) throw new InvalidArgumentError(`It ${reasons.join("; it ")}.`);
    return value;
  };
}
