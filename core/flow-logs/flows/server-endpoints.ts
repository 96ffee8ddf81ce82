/**
 * Servers that were seen taking connections; those seen last are kept. A caller that keeps this object over several
 * batches knows the direction of connections that were opened before.
 */
export class ServerEndpoints {
  private readonly seen = new Set<string>();

  /** @param limit how many are kept; each takes about 100 bytes */
  constructor(private readonly limit = 100_000) {}

  /** @param endpoint `address,port,protocol` */
  add(endpoint: string): void {
    this.seen.delete(endpoint);
    this.seen.add(endpoint);
    if (this.seen.size > this.limit) this.seen.delete(this.seen.values().next().value!);
  }

  has(endpoint: string): boolean {
    return this.seen.has(endpoint);
  }
}
