/** Texts that stand for values of later, as CDK makes them. */
export const token = (name: string, number = 12) => `\${Token[${name}.${number}]}`;

/** A number that stands for one. */
export function numberToken(index = 7): number {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint32(0, 0xfbff0000);
  bytes.setUint32(4, index);
  return bytes.getFloat64(0);
}

/** Where a stack lives that was not told so. */
export const UNRESOLVED_LOCATION = {
  partition: token("AWS.Partition", 3),
  region: token("AWS.Region", 4),
  account: token("AWS.AccountId", 5),
};
