/** A text that holds a reference of CDK, which stands for a text (`$`) or a list (`#`). */
const IN_TEXT = /[$#]\{Token\[[^\]]*\]\}/;
/** First 16 bits of a number that stands for a reference. */
const IN_NUMBER = 0xfbff;

/**
 * Whether a value is a reference of CDK, which AWS CloudFormation resolves after the program has ended: a text that holds
 * one, the number or the list of one text that stands for one, or the reference itself.
 */
export function isToken(value: unknown): boolean {
  if (typeof value === "string") return IN_TEXT.test(value);
  if (typeof value === "number") return firstBits(value) === IN_NUMBER;
  if (Array.isArray(value))
    return value.length === 1 && typeof value[0] === "string" && IN_TEXT.test(value[0]);
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { resolve?: unknown }).resolve === "function"
  );
}

function firstBits(value: number): number {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  return bytes.getUint16(0);
}
