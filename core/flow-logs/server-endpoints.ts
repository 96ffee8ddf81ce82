/**
 * Servers seen opening their side of a connection, the most recent ones. Kept by a caller over several batches, it
 * tells the direction of connections that were opened before.
 */
export class ServerEndpoints {
  /** @param limit how many are kept; about 100 bytes each */
  constructor(readonly limit = 100_000) {}
}
