/** A number with its noun: `1 flow`, `2 flows`. @param more the noun for every other number, where `s` does not make it */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
