const limits: readonly (readonly [RegExp, number])[] = [
  [/^(Panorama$|M-)/, 500_000],
  [/^PA-5450$/, 100_000],
  [/^PA-5[24]\d\d$/, 500_000],
  [/^VM-[57]00$/, 300_000],
  [/^(PA-34[34]0|PA-32\d\d|VM-300)$/, 200_000],
  [/^PA-34[12]0$/, 150_000],
  [/^(PA-7\d\d\d|PA-4[56]0)$/, 100_000],
  [/^PA-440$/, 50_000],
  [/^(PA-850|VM-100)$/, 2_500],
  [/^(PA-820|PA-410|PA-220|VM-50)$/, 1_000],
];

/** How many addresses a model can have registered, over all of its vsys; infinite where the vendor names none. */
export const capacityOf = (model: string): number =>
  limits.find(([pattern]) => pattern.test(model))?.[1] ?? Number.POSITIVE_INFINITY;
