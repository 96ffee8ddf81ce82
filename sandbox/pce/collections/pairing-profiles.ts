import type { PceAnswer, PceRequest } from "../collection";
import { type PairingProfileRow, pairingProfiles } from "../pairing/pairing-profiles";
import { notFound } from "../pce-error";
import type { PceStore } from "../pce-store";
import { recorded, restCollection } from "../rest-collection";
import { closed, validate } from "../schema";

const keySchema = { name: "pairing_profiles_pairing_key_post", check: closed({}) };

function profileOf({ store, path }: PceRequest): PairingProfileRow {
  const profile = store
    .table<PairingProfileRow>("pairing_profiles")
    .get(path.slice(0, path.lastIndexOf("/")));
  if (profile === undefined) throw notFound(path);
  return profile;
}

/** Makes a key, which no other call shows again. */
async function createKey(request: PceRequest): Promise<PceAnswer> {
  const { store } = request;
  validate(keySchema, await request.json());
  return recorded(request, "pairing_profile.create_pairing_key", () => {
    const profile = profileOf(request);
    store.table<PairingProfileRow>("pairing_profiles").put({
      ...profile,
      last_pairing_key_generated_at: store.timestamp(),
      last_pairing_key_generated_by: store.user,
    });
    const code = `${store.newCallUuid()}${store.newCallUuid()}`.replaceAll("-", "");
    store.pairingKeys.add(code, {
      profile: profile.href,
      madeAt: store.now(),
      lifespanInSeconds: profile.key_lifespan,
      allowedUses: profile.allowed_uses_per_key,
    });
    return [{ status: 201, json: { activation_code: code } }, []];
  });
}

function deleteKeys(request: PceRequest): PceAnswer {
  return recorded(request, "pairing_profile.delete_all_pairing_keys", () => {
    request.store.pairingKeys.revoke(profileOf(request).href);
    return [{ status: 204 }, []];
  });
}

function builtInProfile(store: PceStore): void {
  const now = store.timestamp();
  const system = { href: "/users/0" };
  const table = store.table<PairingProfileRow>("pairing_profiles");
  table.put({
    ...pairingProfiles.blank,
    name: "Default (Servers)",
    is_default: true,
    href: `${store.orgHref}/pairing_profiles/${table.nextNumber()}`,
    deleted: false,
    created_at: now,
    updated_at: now,
    created_by: system,
    updated_by: system,
  } as PairingProfileRow);
}

export const collection = {
  ...restCollection(pairingProfiles, {
    "POST :id/pairing_key": createKey,
    "DELETE :id/pairing_keys": deleteKeys,
  }),
  builtIns: builtInProfile,
};
