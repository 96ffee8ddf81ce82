/** Blobs whose last read failed. They are tried last, so that one that fails for good is in the way of no other. */
export class FailedBlobs {
  /** Those whose failure is longest ago first. */
  readonly #keys = new Set<string>();

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  failed(key: string): void {
    this.#keys.delete(key);
    this.#keys.add(key);
  }

  read(key: string): void {
    this.#keys.delete(key);
  }

  /** Blobs in their order, and after them those that failed. Those that are not among them are forgotten. */
  last<Blob extends { readonly key: string }>(blobs: readonly Blob[]): Blob[] {
    const failed = new Map(blobs.flatMap((blob) => (this.has(blob.key) ? [[blob.key, blob]] : [])));
    for (const key of this.#keys) if (!failed.has(key)) this.#keys.delete(key);
    const tried = Array.from(this.#keys, (key) => failed.get(key)!);
    return [...blobs.filter(({ key }) => !failed.has(key)), ...tried];
  }
}
