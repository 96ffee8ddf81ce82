import type { PceStore } from "../pce-store";
import { draftReference } from "../policy/references";
import { type Check, closed, kindOf, list, oneOfNumbers, openReference } from "../schema";
import { orderedPorts, portNumber } from "../services/service-ports";
import type { Reference } from "../table";

export type IngressService =
  | Reference
  | { readonly proto: number; readonly port?: number; readonly to_port?: number };

const ports = orderedPorts(
  closed({ proto: oneOfNumbers(6, 17), port: portNumber, to_port: portNumber }, ["proto"]),
);

/** A service by its href (illumio-py sends all that it knows of it), or ports of TCP or UDP. Every other protocol needs a service. */
export const ingressServicesSchema: Check = list((value, path) =>
  kindOf(value) === "object" && Object.hasOwn(value as object, "href")
    ? openReference(value, path)
    : ports(value, path),
);

/** @throws PceError 406 `invalid_uri` for a service that does not exist */
export function readIngressServices(store: PceStore, services: readonly IngressService[]): IngressService[] {
  return services.map((entry) => ("href" in entry ? draftReference(store, "services", entry) : entry));
}
