import { createHash, randomBytes } from "node:crypto";

export interface Autoname {
  readonly property: string;
  readonly maximumLength: number;
  readonly lowercase?: boolean;
}

/**
 * A physical name as Pulumi's providers make it: the resource's name, a hyphen and seven hexadecimal digits.
 *
 * @param seed the engine's; one seed gives one name, so that preview and update agree
 * @throws Error when it would be longer than the cloud allows
 */
export function autoname(rule: Autoname, resourceName: string, seed: Uint8Array): string {
  const random =
    seed.length > 0 ? createHash("sha256").update(seed).digest("hex") : randomBytes(4).toString("hex");
  const name = `${rule.lowercase ? resourceName.toLowerCase() : resourceName}-${random.slice(0, 7)}`;
  if (name.length > rule.maximumLength) {
    throw new Error(
      `name '${resourceName}' plus 8 random chars is longer than maximum length ${rule.maximumLength}`,
    );
  }
  return name;
}
