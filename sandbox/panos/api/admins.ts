import { randomBytes, timingSafeEqual } from "node:crypto";

/** Kinds of calls that an admin role may allow. */
export type ApiRight = "config" | "op" | "commit" | "user-id";

export interface AdminDefinition {
  readonly name: string;
  /** @default a random one */
  readonly password?: string;
  /** @default all */
  readonly rights?: readonly ApiRight[];
  /** A commit with nothing to do is answered with code 13. @default false, a superuser */
  readonly customRole?: boolean;
}

export interface Admin {
  readonly name: string;
  readonly password: string;
  readonly rights: ReadonlySet<ApiRight>;
  readonly customRole: boolean;
  /** The API key that is valid at the moment. */
  readonly apiKey: string;
}

/** The administrators of a system; the two of an HA pair share them. */
export class Admins {
  readonly #admins = new Map<string, Admin>();

  add(definition: AdminDefinition): Admin {
    const admin: Admin = {
      name: definition.name,
      password: definition.password ?? randomBytes(12).toString("hex"),
      rights: new Set(definition.rights ?? ["config", "op", "commit", "user-id"]),
      customRole: definition.customRole ?? false,
      apiKey: newKey(),
    };
    this.#admins.set(admin.name, admin);
    return admin;
  }

  get(name: string): Admin {
    const admin = this.#admins.get(name);
    if (admin === undefined) throw new RangeError(`No administrator is called '${name}'`);
    return admin;
  }

  /** A new key for `name`; its earlier key is refused from now on. */
  rotateKey(name: string): string {
    const admin = { ...this.get(name), apiKey: newKey() };
    this.#admins.set(name, admin);
    return admin.apiKey;
  }

  byPassword(name: string | undefined, password: string | undefined): Admin | undefined {
    const admin = this.#admins.get(name ?? "");
    return admin !== undefined && same(admin.password, password ?? "") ? admin : undefined;
  }

  byKey(key: string): Admin | undefined {
    return [...this.#admins.values()].find(({ apiKey }) => same(apiKey, key));
  }

  /** Finds the administrator by a key, or by the header `Authorization: Basic`. */
  authenticate(key: string | undefined, authorization: string | undefined): Admin | undefined {
    if (key !== undefined) return this.byKey(key);
    const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
    const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString()) ?? [];
    return this.byPassword(name, password);
  }
}

/** Letters and digits and `=` at the end: pan-python puts the key into a form without encoding it. */
const newKey = (): string => `LUFRPT${randomBytes(36).toString("base64").replace(/[+/]/g, "x")}A==`;

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
