/**
 * Most registered IP addresses that each model holds.
 *
 * @see PAN-OS and Panorama documentation, "Use Dynamic Address Groups in Policy"
 */
const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/^(M-\d+|Panorama)/i, 500_000],
  [/^PA-(5450|450|460|7\d{3})/, 100_000],
  [/^PA-(54\d\d|52\d\d)/, 500_000],
  [/^VM-[57]00/, 300_000],
  [/^(PA-34[34]0|PA-32\d\d|VM-300)/, 200_000],
  [/^PA-34[12]0/, 150_000],
  [/^PA-440/, 50_000],
  [/^(PA-850|VM-100)/, 2_500],
  [/^(PA-820|PA-410|PA-220|VM-50)/, 1_000],
];

/** Most registered IP addresses that a model holds; undefined for a model that the documentation does not name. */
export function deviceLimit(model: string): number | undefined {
  return LIMITS.find(([pattern]) => pattern.test(model))?.[1];
}
