/**
 * Inputs that the Pulumi class adds. The engine does not show names that begin with two underscores.
 * They are part of every state, so the names never change.
 */
export const HIDDEN = {
  /** Text from which the dynamic provider process gets the provider. */
  provider: "__provider",
  /** Owner reference of the resource. */
  owner: "__illumioOwner",
  /** Whether the program runs for a preview. Never reaches the state: it would differ between preview and up. */
  dryRun: "__illumioDryRun",
} as const;
