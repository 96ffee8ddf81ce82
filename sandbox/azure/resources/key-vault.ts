import { CloudError } from "../../cloud/cloud-error";
import { KEY_VAULT } from "../arm/api-versions";
import { isSameId } from "../arm/arm-resource";
import type { ArmType } from "../arm/arm-type";
import { flag, integer, json, list, object, text } from "../arm/shapes";

/** Key Vaults. A deleted one keeps its name for the days of its soft deletion. */
export const keyVault: ArmType = {
  type: "Microsoft.KeyVault/vaults",
  apiVersions: KEY_VAULT,
  name: {
    pattern: /^[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]$/,
    code: "VaultNameNotValid",
    message: (name) =>
      `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. ` +
      "The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.",
  },
  location: "required",
  properties: object(
    {
      accessPolicies: list(json),
      createMode: text({ oneOf: ["default", "recover"] }),
      enablePurgeProtection: flag,
      enableRbacAuthorization: flag,
      enableSoftDelete: flag,
      enabledForDeployment: flag,
      enabledForDiskEncryption: flag,
      enabledForTemplateDeployment: flag,
      networkAcls: json,
      publicNetworkAccess: text(),
      sku: object({ family: text({ oneOf: ["A"] }), name: text({ oneOf: ["standard", "premium"] }) }, [
        "family",
        "name",
      ]),
      softDeleteRetentionInDays: integer({ min: 7, max: 90 }),
      tenantId: text(),
    },
    ["sku", "tenantId"],
  ),
  readOnly: ["hsmPoolResourceId", "privateEndpointConnections", "provisioningState", "vaultUri"],
  createOnly: ["properties.softDeleteRetentionInDays"],
  async put({ resources, takenNames, endpoints, tenantId }, { body, id, name }) {
    const other = resources
      .list("Microsoft.KeyVault/vaults")
      .find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (other && !isSameId(other.id, id)) {
      throw new CloudError("VaultAlreadyExists", `The vault name '${name}' is already in use.`, 409);
    }
    if (!other && takenNames.has(name.toLowerCase())) {
      throw new CloudError(
        "ConflictError",
        `A vault with the name '${name}' already exists in deleted state or belongs to somebody else. ` +
          "You need to either recover or purge it, or take another name.",
        409,
      );
    }
    if (body.properties["tenantId"] !== tenantId) {
      throw new CloudError(
        "BadRequest",
        `The tenant ID '${body.properties["tenantId"]}' in the request is not that of the subscription.`,
      );
    }
    if (
      body.properties["accessPolicies"] === undefined &&
      body.properties["enableRbacAuthorization"] !== true
    ) {
      throw new CloudError("BadRequest", "The parameter accessPolicies is not specified.");
    }
    return {
      ...body,
      properties: {
        accessPolicies: [],
        enableRbacAuthorization: false,
        enableSoftDelete: true,
        enabledForDeployment: false,
        publicNetworkAccess: "Enabled",
        softDeleteRetentionInDays: 90,
        ...body.properties,
        vaultUri: await endpoints.vault(name),
        provisioningState: "Succeeded",
      },
    };
  },
  afterDelete: ({ takenNames }, { name }) => void takenNames.add(name.toLowerCase()),
};

/** Secrets, as far as Resource Manager writes them: it never shows a value. */
export const keyVaultSecret: ArmType = {
  type: "Microsoft.KeyVault/vaults/secrets",
  apiVersions: KEY_VAULT,
  name: {
    pattern: /^[A-Za-z0-9-]{1,127}$/,
    code: "BadParameter",
    message: (name) => `The secret name '${name}' is invalid: 1 to 127 letters, digits and '-'.`,
  },
  location: "none",
  tags: true,
  properties: object({ attributes: json, contentType: text(), value: text() }, ["value"]),
  readOnly: ["secretUri", "secretUriWithVersion"],
  async put({ endpoints }, { body, id, name }) {
    const { value, ...shown } = body.properties;
    const vault = id.split("/").at(-3)!;
    const version = await endpoints.setSecret(vault, name, String(value));
    const secretUri = `${await endpoints.vault(vault)}secrets/${name}`;
    return { ...body, properties: { ...shown, secretUri, secretUriWithVersion: `${secretUri}/${version}` } };
  },
};
