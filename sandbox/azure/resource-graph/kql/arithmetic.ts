import type { Compiled } from "./compiled";
import { KqlError } from "./kql-error";
import { isNumeric } from "./table";

/**
 * A sum, a difference, a product, a quotient or a remainder. Whole numbers give whole numbers, cut off; a remainder is
 * never below 0.
 *
 * UNCONFIRMED: that dynamic values have to be cast first.
 *
 * @throws KqlError for what is no number
 */
export function compileArithmetic(sign: string, left: Compiled, right: Compiled): Compiled {
  if (!isNumeric(left.type) || !isNumeric(right.type))
    throw new KqlError(`'${sign}': the operands must be numbers, got ${left.type} and ${right.type}.`);
  const type = left.type === "real" || right.type === "real" ? "real" : "long";
  return {
    type,
    value(row) {
      const [one, other] = [left.value(row), right.value(row)];
      if (typeof one !== "number" || typeof other !== "number") return null;
      const result = RESULTS[sign]!(one, other);
      if (type === "real") return result;
      return Number.isFinite(result) ? Math.trunc(result) : null;
    },
  };
}

const RESULTS: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => ((left % right) + Math.abs(right)) % Math.abs(right),
};
