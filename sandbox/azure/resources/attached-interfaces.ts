import type { ArmContext } from "../arm/arm-type";

/** Notes in an interface which machine it belongs to. */
export async function attach(
  { resources }: ArmContext,
  nicId: string,
  machineId: string,
  primary: boolean,
): Promise<void> {
  const nic = resources.get(nicId);
  if (nic)
    await resources.put(nicId, {
      ...nic,
      properties: { ...nic.properties, virtualMachine: { id: machineId }, primary },
    });
}

/** Takes the machine out of an interface. */
export async function detach({ resources }: ArmContext, nicId: string): Promise<void> {
  const nic = resources.get(nicId);
  if (nic === undefined) return;
  const { virtualMachine: _, primary: __, ...properties } = nic.properties;
  await resources.put(nicId, { ...nic, properties });
}
