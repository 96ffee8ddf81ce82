import type { ArmResource } from "../arm/arm-resource";
import type { SecretSettings, SecretStore, SecretVersion } from "./secret-store";
import type { VaultAction } from "./vault-access";
import { VaultError } from "./vault-error";

/** One vault as its calls see it. */
export interface VaultContext {
  readonly resource: ArmResource;
  /** Without a slash at its end, as ids of secrets begin. */
  readonly url: string;
  readonly secrets: SecretStore;
}

export interface VaultCall {
  readonly method: string;
  /** Decoded: `["secrets", "illumio-pce", "0123…"]`. */
  readonly segments: readonly string[];
  readonly body: unknown;
}

/** What a call does, whom it concerns, and how it is answered once it is allowed. */
export interface VaultOperation {
  readonly name: string;
  readonly secret: string | undefined;
  readonly action: VaultAction;
  answer(vault: VaultContext, call: VaultCall): unknown;
}

const GET: VaultAction = { dataAction: "getSecret/action", policy: "get" };
const LIST: VaultAction = { dataAction: "readMetadata/action", policy: "list" };

/** The operation of a call; undefined for what the sandbox does not have. @see Azure Key Vault REST reference, Secrets */
export function vaultOperation({ method, segments }: VaultCall): VaultOperation | undefined {
  const [root, name, third] = segments;
  if (root === "secrets") return onSecrets(method, name, third, segments.length);
  if (root !== "deletedsecrets" || name === undefined) return undefined;
  if (method === "POST" && third === "recover") {
    const action = { dataAction: "recover/action", policy: "recover" };
    return of("RecoverDeletedSecret", name, action, (vault) =>
      metadata(vault, name, vault.secrets.recover(name)),
    );
  }
  if (segments.length !== 2) return undefined;
  if (method === "GET") {
    return of("GetDeletedSecret", name, { dataAction: "readMetadata/action", policy: "get" }, (vault) =>
      deletedSecret(vault, name, vault.secrets.deleted(name)),
    );
  }
  if (method !== "DELETE") return undefined;
  return of("PurgeDeletedSecret", name, { dataAction: "purge/action", policy: "purge" }, (vault) => {
    if (vault.resource.properties["enablePurgeProtection"] === true) {
      throw new VaultError(
        "Forbidden",
        'Operation "purge" is not allowed because purge protection is enabled for this vault.',
        403,
      );
    }
    vault.secrets.purge(name);
    return undefined;
  });
}

function onSecrets(
  method: string,
  name: string | undefined,
  third: string | undefined,
  length: number,
): VaultOperation | undefined {
  if (name === undefined) {
    if (method !== "GET") return undefined;
    return of("GetSecrets", undefined, LIST, (vault) => ({
      value: vault.secrets.names().map((one) => {
        const { id, ...rest } = metadata(vault, one, vault.secrets.find(one));
        return { id: id.slice(0, id.lastIndexOf("/")), ...rest };
      }),
      nextLink: null,
    }));
  }
  if (length > 3) return undefined;
  if (method === "GET" && third === "versions") {
    return of("GetSecretVersions", name, LIST, (vault) => ({
      value: vault.secrets.versions(name).map((version) => metadata(vault, name, version)),
      nextLink: null,
    }));
  }
  if (method === "GET") return of("GetSecret", name, GET, (vault) => secret(vault, name, third));
  if (method === "PATCH") {
    return of("UpdateSecret", name, { dataAction: "update/action", policy: "set" }, (vault, { body }) =>
      metadata(vault, name, vault.secrets.update(name, third, settingsOf(body))),
    );
  }
  if (third !== undefined) return undefined;
  if (method === "PUT") {
    return of("SetSecret", name, { dataAction: "setSecret/action", policy: "set" }, (vault, { body }) => {
      const value = (body as { value?: unknown } | undefined)?.value;
      if (typeof value !== "string") {
        throw new VaultError("BadParameter", "Property value is missing or is no text.", 400);
      }
      return bundle(vault, name, vault.secrets.set(name, value, settingsOf(body)));
    });
  }
  if (method !== "DELETE") return undefined;
  return of("DeleteSecret", name, { dataAction: "delete", policy: "delete" }, (vault) =>
    deletedSecret(vault, name, vault.secrets.delete(name)),
  );
}

function of(
  name: string,
  secret: string | undefined,
  action: VaultAction,
  answer: VaultOperation["answer"],
): VaultOperation {
  return { name, secret, action, answer };
}

function secret(vault: VaultContext, name: string, version: string | undefined): unknown {
  const found = vault.secrets.find(name, version);
  if (found.enabled) return bundle(vault, name, found);
  throw new VaultError(
    "Forbidden",
    "Operation get is not allowed on a disabled secret.",
    403,
    "SecretDisabled",
  );
}

function bundle(vault: VaultContext, name: string, version: SecretVersion) {
  return { value: version.value, ...metadata(vault, name, version) };
}

function metadata({ resource, url }: VaultContext, name: string, version: SecretVersion) {
  const days = Number(resource.properties["softDeleteRetentionInDays"] ?? 90);
  const isPurgeable = resource.properties["enablePurgeProtection"] !== true;
  return {
    ...(version.contentType === undefined ? {} : { contentType: version.contentType }),
    id: `${url}/secrets/${name}/${version.version}`,
    attributes: {
      enabled: version.enabled,
      created: seconds(version.created),
      updated: seconds(version.updated),
      recoveryLevel: `${days < 90 ? "Customized" : ""}Recoverable${isPurgeable ? "+Purgeable" : ""}`,
      recoverableDays: days,
    },
    ...(version.tags === undefined ? {} : { tags: version.tags }),
  };
}

function deletedSecret(
  vault: VaultContext,
  name: string,
  { newest, deletedAt }: { readonly newest: SecretVersion; readonly deletedAt: number },
): unknown {
  const shown = metadata(vault, name, newest);
  const purge = deletedAt + shown.attributes.recoverableDays * 24 * 60 * 60 * 1000;
  return {
    recoveryId: `${vault.url}/deletedsecrets/${name}`,
    deletedDate: seconds(deletedAt),
    scheduledPurgeDate: seconds(purge),
    ...shown,
  };
}

const seconds = (time: number): number => Math.floor(time / 1000);

function settingsOf(body: unknown): SecretSettings {
  const { contentType, tags, attributes } = (body ?? {}) as {
    contentType?: string;
    tags?: Record<string, string>;
    attributes?: { enabled?: boolean };
  };
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(tags === undefined ? {} : { tags }),
    ...(attributes?.enabled === undefined ? {} : { enabled: attributes.enabled }),
  };
}
