/** `2026/11/26 08:01:09`, as jobs and locks write it. */
export const panosTime = (time: number): string =>
  new Date(time).toISOString().slice(0, 19).replace("T", " ").replaceAll("-", "/");
