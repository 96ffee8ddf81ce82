import { randomBytes, timingSafeEqual } from "node:crypto";

export interface UserDefinition {
  readonly name: string;
  /** @default a random one */
  readonly password?: string;
  /** @default ["itil"] */
  readonly roles?: readonly string[];
}

export interface User {
  readonly name: string;
  readonly password: string;
  readonly roles: readonly string[];
  /** A user that is locked out or inactive is not let in, whatever the password. */
  readonly locked: boolean;
}

/** Who may call the instance. */
export class Users {
  readonly #users = new Map<string, User>();

  add({ name, password, roles = ["itil"] }: UserDefinition): User {
    const user = { name, password: password ?? randomBytes(12).toString("hex"), roles, locked: false };
    this.#users.set(name, user);
    return user;
  }

  get(name: string): User | undefined {
    return this.#users.get(name);
  }

  change(name: string, change: Partial<Pick<User, "roles" | "locked" | "password">>): void {
    const user = this.#users.get(name);
    if (user === undefined) throw new RangeError(`the instance has no user '${name}'`);
    this.#users.set(name, { ...user, ...change });
  }

  /** The user whose name and password these are. */
  withPassword(name: string, password: string): User | undefined {
    const user = this.#users.get(name);
    if (user === undefined || user.locked || !sameText(user.password, password)) return undefined;
    return user;
  }
}

export function sameText(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/** Name and password of an `Authorization` header of the scheme `Basic`. */
export function basicCredentials(authorization: string | undefined): [string, string] | undefined {
  const [, encoded] = /^Basic +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  return name === undefined || password === undefined ? undefined : [name, password];
}

/** Whether a user has one of the roles; an administrator has them all. */
export const hasRole = ({ roles }: User, ...wanted: readonly string[]): boolean =>
  roles.includes("admin") || wanted.some((role) => roles.includes(role));
