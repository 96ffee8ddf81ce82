import { CloudError } from "../../cloud/cloud-error";
import type { Shape } from "../../cloud/resources/shape";
import { STORAGE } from "../arm/api-versions";
import type { ArmType } from "../arm/arm-type";
import { flag, integer, json, list, map, object, text } from "../arm/shapes";

const serviceProperties = object({
  cors: json,
  deleteRetentionPolicy: json,
  containerDeleteRetentionPolicy: json,
  isVersioningEnabled: flag,
  changeFeed: json,
  restorePolicy: json,
  lastAccessTimeTrackingPolicy: json,
  automaticSnapshotPolicyEnabled: flag,
  defaultServiceVersion: text(),
});

/** The one blob, queue or table service of an account. It exists with the account. */
function service(name: string): ArmType {
  return {
    type: `Microsoft.Storage/storageAccounts/${name}`,
    apiVersions: STORAGE,
    name: {
      pattern: /^default$/,
      code: "InvalidResourceName",
      message: () => "The name of the service is 'default'.",
    },
    location: "none",
    properties: serviceProperties,
    readOnly: [],
    implicit: { names: ["default"], properties: () => ({ cors: { corsRules: [] } }) },
  };
}

export const blobService = service("blobServices");
export const queueService = service("queueServices");
export const tableService = service("tableServices");

const rules = "between 3 and 63 characters, lower-case letters, numbers and single hyphens";

function child(
  type: string,
  of: { pattern: RegExp; properties: Shape; readOnly: string[]; filled(name: string): object },
): ArmType {
  return {
    type: `Microsoft.Storage/storageAccounts/${type}`,
    apiVersions: STORAGE,
    name: {
      pattern: of.pattern,
      code: "InvalidResourceName",
      message: (name) =>
        `The specified resource name '${name}' contains invalid characters or has a wrong length (${rules}).`,
    },
    location: "none",
    properties: of.properties,
    readOnly: of.readOnly,
    put: (_context, { body, name, before }) => ({
      ...body,
      properties: { ...before?.properties, ...of.filled(name), ...body.properties },
    }),
  };
}

export const blobContainer = child("blobServices/containers", {
  pattern: /^(\$root|\$logs|\$web|[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9])$/,
  properties: object({
    publicAccess: text({ oneOf: ["None", "Blob", "Container"] }),
    metadata: map(text()),
    defaultEncryptionScope: text(),
    denyEncryptionScopeOverride: flag,
    enableNfsV3AllSquash: flag,
    enableNfsV3RootSquash: flag,
    immutableStorageWithVersioning: json,
  }),
  readOnly: [
    "deleted",
    "etag",
    "hasImmutabilityPolicy",
    "hasLegalHold",
    "lastModifiedTime",
    "leaseState",
    "leaseStatus",
    "remainingRetentionDays",
    "version",
  ],
  filled: () => ({
    publicAccess: "None",
    defaultEncryptionScope: "$account-encryption-key",
    denyEncryptionScopeOverride: false,
    hasImmutabilityPolicy: false,
    hasLegalHold: false,
    leaseState: "Available",
    leaseStatus: "Unlocked",
  }),
});

export const storageQueue = child("queueServices/queues", {
  pattern: /^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$/,
  properties: object({ metadata: map(text()) }),
  readOnly: ["approximateMessageCount"],
  filled: () => ({}),
});

export const storageTable = child("tableServices/tables", {
  pattern: /^[A-Za-z][A-Za-z0-9]{2,62}$/,
  properties: object({ signedIdentifiers: list(json) }),
  readOnly: ["tableName"],
  filled: (name) => ({ tableName: name }),
});

const age = object({
  daysAfterModificationGreaterThan: integer({ min: 0 }),
  daysAfterCreationGreaterThan: integer({ min: 0 }),
  daysAfterLastAccessTimeGreaterThan: integer({ min: 0 }),
  daysAfterLastTierChangeGreaterThan: integer({ min: 0 }),
});

const actions = object({
  delete: age,
  tierToCool: age,
  tierToArchive: age,
  tierToCold: age,
  tierToHot: age,
  enableAutoTierToHotFromCool: flag,
});

const rule = object(
  {
    name: text({ pattern: /^[A-Za-z0-9-]{1,256}$/ }),
    enabled: flag,
    type: text({ oneOf: ["Lifecycle"] }),
    definition: object(
      {
        actions: object({ baseBlob: actions, snapshot: actions, version: actions }),
        filters: object(
          {
            blobTypes: list(text({ oneOf: ["blockBlob", "appendBlob"] }), { min: 1 }),
            prefixMatch: list(text(), { max: 10 }),
            blobIndexMatch: list(json),
          },
          ["blobTypes"],
        ),
      },
      ["actions"],
    ),
  },
  ["name", "type", "definition"],
);

/** The lifecycle rules of an account: one object, which whoever writes it last has written whole. */
export const managementPolicy: ArmType = {
  type: "Microsoft.Storage/storageAccounts/managementPolicies",
  apiVersions: STORAGE,
  name: {
    pattern: /^default$/,
    code: "InvalidResourceName",
    message: (name) => `The management policy '${name}' is invalid. Its name is always 'default'.`,
  },
  location: "none",
  properties: object({ policy: object({ rules: list(rule, { min: 1, max: 100 }) }, ["rules"]) }, ["policy"]),
  readOnly: ["lastModifiedTime"],
  put({ resources, clock }, { id, body }) {
    const account = resources.get(id.slice(0, id.toLowerCase().indexOf("/managementpolicies")));
    if (account?.kind === "Storage") {
      throw new CloudError(
        "ManagementPolicyNotSupported",
        "Management policy is not supported for accounts of the kind 'Storage'. Use 'StorageV2'.",
        409,
      );
    }
    const lastModifiedTime = new Date(clock.now()).toISOString();
    return { ...body, properties: { ...body.properties, lastModifiedTime } };
  },
};
