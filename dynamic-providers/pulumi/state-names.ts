// Names that are part of every state, and therefore never change.

/** Inputs that the Pulumi class adds. The engine does not show names that begin with two underscores. */
export const HIDDEN = {
  /** Text from which the dynamic provider process gets the provider. */
  provider: "__provider",
  /** Owner reference of the resource. */
  owner: "__illumioOwner",
  /** Whether the program runs for a preview. Never reaches the state: it would differ between preview and up. */
  dryRun: "__illumioDryRun",
} as const;

/** Type token of a class of this package. */
export function dynamicType(kind: string): string {
  return `pulumi-nodejs:dynamic/illumio-iac:${kind}`;
}

/**
 * The text of `__provider`.
 *
 * @param entry folder of the kind of object below dynamic-providers: `pce/label`
 */
export function providerText(entry: string): string {
  return `exports.handler=()=>require("illumio-iac/providers/${entry}");`;
}
