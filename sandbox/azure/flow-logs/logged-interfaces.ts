import type { Topology } from "../../cloud/traffic/topology";
import type { ArmTable } from "../arm/arm-table";

/**
 * Network interfaces of the table by the interface of the topology that each stands for, those whose traffic Azure logs:
 * machines and load balancers. What Azure has as a service shows only at the machines that talk with it: NAT gateways,
 * functions, private endpoints and databases.
 *
 * @see Virtual network flow logs, "Unsupported scenarios" (Microsoft Learn)
 */
export function loggedInterfaces(resources: ArmTable, topology: Topology): Map<string, string> {
  const nics = new Map(
    resources.list("Microsoft.Network/networkInterfaces").map(({ id, name }) => [name, id]),
  );
  return new Map(
    topology.interfaces
      .filter(
        ({ instanceId, interfaceType }) => instanceId !== undefined || interfaceType === "load_balancer",
      )
      .flatMap(({ id }) => (nics.has(id) ? [[id, nics.get(id)!] as const] : [])),
  );
}
