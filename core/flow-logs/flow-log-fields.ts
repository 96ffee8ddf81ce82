/**
 * Field names of a format: `version account-id …`, also with commas or as `${version} ${account-id}`.
 *
 * @throws FlowLogFormatError when a name is not published by AWS, is there twice, or a needed one is missing
 */
export function flowLogFields(_text: string): readonly string[] {
  throw new Error("not built yet");
}
