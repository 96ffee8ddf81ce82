import { CloudError } from "../../../cloud/cloud-error";
import type { ResourceManager } from "../resource-manager";

/** Types whose names are those of the whole world, by namespace. */
const TYPES: Readonly<Record<string, string>> = {
  "microsoft.keyvault": "Microsoft.KeyVault/vaults",
  "microsoft.storage": "Microsoft.Storage/storageAccounts",
  "microsoft.web": "Microsoft.Web/sites",
};

/** What `checkNameAvailability` answers. @throws CloudError for a namespace without such names */
export function nameAvailability(manager: ResourceManager, namespace: string, body: unknown): object {
  const { resources, takenNames } = manager.context;
  const type = manager.type(TYPES[namespace.toLowerCase()] ?? `${namespace}/checkNameAvailability`);
  const name = (body as { name?: unknown } | undefined)?.name;
  if (typeof name !== "string")
    throw new CloudError("InvalidRequestContent", "The name to check is missing.");
  if (type.name?.pattern.test(name) === false) {
    return { nameAvailable: false, reason: "AccountNameInvalid", message: type.name.message(name) };
  }
  const isTaken =
    takenNames.has(name.toLowerCase()) ||
    resources.list(type.type).some((one) => one.name.toLowerCase() === name.toLowerCase());
  return isTaken
    ? { nameAvailable: false, reason: "AlreadyExists", message: `The name ${name} is already taken.` }
    : { nameAvailable: true };
}
