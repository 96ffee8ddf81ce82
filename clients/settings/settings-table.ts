/** One setting of a remote system. */
export interface SettingDefinition {
  /** Environment variable; for systems that each have a name, the part after `ILLUMIO_FIREWALL_<NAME>_`. */
  readonly variable: string;
  /** `value`: the whole value is secret. `user info`: the part before the `@` of the address is. */
  readonly secret?: "value" | "user info";
  /** Description of the setting for the documentation, in Markdown. */
  readonly meaning: string;
}

/** The settings of one kind of remote system: key in stack configuration → definition. */
export type SettingsTable<Key extends string = string> = Readonly<Record<Key, SettingDefinition>>;

/** The block of stack configuration that holds the connections to one kind of system. */
export interface NamedBlock {
  /** For example `illumio:connections`. */
  readonly key: string;
  /** A setting that every connection has, with a placeholder for its value, for the hint in messages. */
  readonly example: string;
}

export function keysOf<Key extends string>(table: SettingsTable<Key>): Key[] {
  return Object.keys(table) as Key[];
}
