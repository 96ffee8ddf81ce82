/** The value at a path of names with dots between them, such as `Endpoint.Address`; undefined when there is none. */
export function insideOf(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inside, name) => (inside as Record<string, unknown> | null | undefined)?.[name], value);
}
