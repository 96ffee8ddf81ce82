/** A list kept readable for messages: the first ten names, and the number of the others. */
export function firstTen(names: readonly string[]): string {
  const more = names.length > 10 ? ` and ${names.length - 10} more` : "";
  return names.slice(0, 10).join(", ") + more;
}
