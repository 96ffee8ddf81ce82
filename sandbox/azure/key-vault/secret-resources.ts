import type { ArmResource } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";
import type { SecretStore } from "./secret-store";

/** Shows in the table of resources what a call to a vault has made of a secret: the same as Resource Manager, never a value. */
export async function recordSecret(
  resources: ArmTable,
  vault: ArmResource,
  secrets: SecretStore,
  name: string,
): Promise<void> {
  const id = `${vault.id}/secrets/${name}`;
  const known = resources.get(id);
  if (!secrets.names().includes(name.toLowerCase())) {
    if (known !== undefined) await resources.delete(id);
    return;
  }
  const { version, contentType, tags, enabled, created, updated } = secrets.find(name);
  const secretUri = `${String(vault.properties["vaultUri"])}secrets/${known?.name ?? name}`;
  const secretUriWithVersion = `${secretUri}/${version}`;
  await resources.put(id, {
    ...(tags && { tags }),
    properties: {
      attributes: { enabled, created: Math.floor(created / 1000), updated: Math.floor(updated / 1000) },
      ...(contentType !== undefined && { contentType }),
      secretUri,
      secretUriWithVersion,
    },
  });
}
