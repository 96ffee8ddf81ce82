export type ObjectType =
  | "host"
  | "group"
  | "tag"
  | "data-center-server"
  | "data-center-query"
  | "simple-gateway"
  | "package";

/** Types that share one space of names: whatever may stand in a rule. */
export const networkTypes: ReadonlySet<ObjectType> = new Set([
  "host",
  "group",
  "data-center-server",
  "data-center-query",
  "simple-gateway",
]);

/** An object of a domain. It is never changed: a change makes another one with the same uid. */
export interface CpObject {
  readonly uid: string;
  readonly type: ObjectType;
  readonly name: string;
  readonly comments: string;
  readonly color: string;
  /** Uids of tags. */
  readonly tags: readonly string[];
  /** Uids of members; only a group has some. */
  readonly members: ReadonlySet<string>;
  /** What only this type has, as the API writes it. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly created: Stamp;
  readonly modified: Stamp;
  /** Errors that `ignore-errors` let pass; such an object cannot be published. */
  readonly errors: readonly string[];
}

export interface Stamp {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
}

/** The IP addresses of a host. */
export const addressesOf = ({ fields }: CpObject): readonly string[] =>
  ["ipv4-address", "ipv6-address"].flatMap((name) =>
    typeof fields[name] === "string" && fields[name] !== "" ? [fields[name]] : [],
  );
