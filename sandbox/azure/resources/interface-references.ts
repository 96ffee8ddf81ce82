import { CloudError } from "../../cloud/cloud-error";
import { type ArmResource, isSameId } from "../arm/arm-resource";
import type { ArmContext } from "../arm/arm-type";
import type { IpConfiguration } from "./ip-configurations";

/** @throws CloudError for a subnet or a public address that is not there, or that another interface uses */
export function checkInterfaceReferences(
  context: ArmContext,
  configuration: IpConfiguration,
  nicId: string,
): void {
  const subnet = configuration.properties?.subnet?.id;
  checkReference(context.resources.get(subnet ?? ""), subnet ?? "(no subnet)", nicId);
  checkPublicAddress(context, configuration, nicId);
}

/** Notes in a public address which configuration has it; none without one. */
export async function assignPublicAddress(
  { resources }: ArmContext,
  id: string,
  configurationId: string | undefined,
): Promise<void> {
  const address = resources.get(id);
  if (address === undefined) return;
  const { ipConfiguration: _, ...properties } = address.properties;
  const user = configurationId === undefined ? {} : { ipConfiguration: { id: configurationId } };
  await resources.put(id, { ...address, properties: { ...properties, ...user } });
}

function checkPublicAddress(
  { resources }: ArmContext,
  { name, properties }: IpConfiguration,
  nicId: string,
): void {
  const id = properties?.publicIPAddress?.id;
  if (id === undefined) return;
  const address = resources.get(id);
  checkReference(address, id, nicId);
  const user = (address!.properties["ipConfiguration"] as { id: string } | undefined)?.id;
  if (user === undefined || isSameId(user, `${nicId}/ipConfigurations/${name}`)) return;
  throw new CloudError(
    "PublicIPAddressInUse",
    `Resource ${nicId}/ipConfigurations/${name} is referencing public IP address ${id} that is already allocated to resource ${user}.`,
  );
}

function checkReference(found: ArmResource | undefined, id: string, by: string): void {
  if (found !== undefined) return;
  throw new CloudError(
    "InvalidResourceReference",
    `Resource ${id} referenced by resource ${by} was not found. ` +
      "Please make sure that the referenced resource exists, and that both resources are in the same region.",
  );
}
