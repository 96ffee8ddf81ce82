import { textOf } from "./functions";

/** One text for equal values. */
export function keyOf(values: readonly unknown[]): string {
  return JSON.stringify(values.map((value) => [typeof value, textOf(value)]));
}
