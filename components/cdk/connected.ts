import type { Construct } from "constructs";
import type { PceConnection } from "./pce-connection";

/**
 * The connection of an object.
 *
 * @throws Error without one, which only a program without types can bring about
 */
export function connected(scope: Construct, connection: PceConnection | undefined): PceConnection {
  if (typeof connection?.makeObject === "function") return connection;
  throw new Error(
    `[${scope.node.path}] connection: must be a PceConnection of the stack; make one with new PceConnection(stack, "Pce", { pce })`,
  );
}
