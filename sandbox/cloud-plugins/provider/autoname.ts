import { createHash, randomBytes } from "node:crypto";

export interface Autoname {
  readonly property: string;
  readonly maximumLength: number;
  readonly lowercase?: boolean;
  /** What comes between the resource's name and the digits. @default a hyphen */
  readonly separator?: string;
  /** How many hexadecimal digits. @default 7 */
  readonly digits?: number;
  /** Whether the name is a UUID instead. @default false */
  readonly uuid?: boolean;
}

/**
 * A physical name as Pulumi's providers make it: the resource's name, a hyphen and seven hexadecimal digits, unless the
 * rule says otherwise.
 *
 * @param seed the engine's; one seed gives one name, so that preview and update agree
 * @throws Error when it would be longer than the cloud allows
 */
export function autoname(rule: Autoname, resourceName: string, seed: Uint8Array): string {
  const random =
    seed.length > 0 ? createHash("sha256").update(seed).digest("hex") : randomBytes(16).toString("hex");
  if (rule.uuid) return random.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
  const { separator = "-", digits = 7 } = rule;
  const name = `${rule.lowercase ? resourceName.toLowerCase() : resourceName}${separator}${random.slice(0, digits)}`;
  if (name.length > rule.maximumLength) {
    throw new Error(
      `name '${resourceName}' plus 8 random chars is longer than maximum length ${rule.maximumLength}`,
    );
  }
  return name;
}
