import { CloudError } from "../../cloud/cloud-error";
import type { ArmResource } from "../arm/arm-resource";
import { anything, flag, json, list, object, text } from "../arm/shapes";

export const storageProfile = object({
  alignRegionalDisksToVMZone: flag,
  dataDisks: list(json),
  diskControllerType: text(),
  imageReference: json,
  osDisk: object({
    caching: text(),
    createOption: text({ oneOf: ["FromImage", "Attach", "Empty", "Copy", "Restore"] }),
    deleteOption: text(),
    diffDiskSettings: json,
    diskSizeGB: anything,
    encryptionSettings: json,
    image: json,
    managedDisk: json,
    name: text(),
    osType: text({ oneOf: ["Linux", "Windows"] }),
    vhd: json,
    writeAcceleratorEnabled: flag,
  }),
});

type Properties = Readonly<Record<string, unknown>>;
type Profile = Record<string, unknown> | undefined;

/**
 * What a machine's system is: its disk with the kind of system, and its profile. A machine from a specialised disk has no
 * profile, and takes none.
 */
export function systemOf(given: Properties, name: string, before: ArmResource | undefined): Properties {
  const { osDisk, imageReference, ...storage } = (given["storageProfile"] ?? {}) as {
    osDisk?: Record<string, unknown>;
    imageReference?: Record<string, string>;
  };
  const profile = given["osProfile"] as Profile;
  const isSpecialised = osDisk?.["createOption"] === "Attach";
  if (profile && isSpecialised && before === undefined) {
    throw new CloudError("InvalidParameter", "Parameter 'osProfile' is not allowed.");
  }
  if (!profile && !isSpecialised) {
    throw new CloudError("InvalidParameter", "Required parameter 'osProfile' is missing (null).");
  }
  const isWindows =
    profile?.["windowsConfiguration"] !== undefined ||
    /windows/i.test(Object.values(imageReference ?? {}).join(" "));
  const osType = String(osDisk?.["osType"] ?? (isWindows ? "Windows" : "Linux"));
  if (profile && before === undefined) checkComputerName(String(profile["computerName"] ?? name), osType);
  return {
    storageProfile: {
      ...storage,
      ...(imageReference ? { imageReference } : {}),
      osDisk: {
        createOption: "FromImage",
        caching: "ReadWrite",
        name: `${name}_OsDisk_1`,
        ...osDisk,
        osType,
      },
      dataDisks: (storage as { dataDisks?: unknown }).dataDisks ?? [],
    },
    ...(profile
      ? {
          osProfile: {
            computerName: name,
            secrets: [],
            allowExtensionOperations: true,
            requireGuestProvisionSignal: true,
            ...profile,
          },
        }
      : {}),
  };
}

/** The properties without what is never shown again. */
export function withoutPasswords(properties: Properties): Record<string, unknown> {
  const { userData: _, ...shown } = properties;
  const profile = properties["osProfile"] as Profile;
  if (!profile) return shown;
  const { adminPassword: __, customData: ___, ...osProfile } = profile;
  return { ...shown, osProfile };
}

function checkComputerName(name: string, osType: string): void {
  const longest = osType === "Windows" ? 15 : 64;
  if (name.length <= longest && /^[A-Za-z0-9]([\w.-]*\w)?$/.test(name)) return;
  throw new CloudError(
    "InvalidParameter",
    `${osType} computer name '${name}' is invalid: it cannot be more than ${longest} characters long, be entirely numeric, or ` +
      "contain characters other than letters, digits and hyphens.",
  );
}
