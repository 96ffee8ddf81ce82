interface Declaration {
  readonly owner: string;
  readonly name: string;
}

/** Names on remote systems that the resources of one program use; each name may belong to one resource only. */
export class DeclaredNames {
  readonly #declarations = new Map<string, Declaration>();

  /** Frees the names that a resource had before, because it is about to declare them anew. */
  begin(owner: string): void {
    for (const [key, declaration] of this.#declarations)
      if (declaration.owner === owner) this.#declarations.delete(key);
  }

  /**
   * Declares names for a resource, all of them or none.
   *
   * @returns the name of the resource that has one of them already
   */
  declare(declaration: Declaration, keys: readonly string[]): string | undefined {
    const other = keys.map((key) => this.#declarations.get(key)).find((one) => one !== undefined);
    if (other !== undefined) return other.name;
    for (const key of keys) this.#declarations.set(key, declaration);
    return undefined;
  }
}
