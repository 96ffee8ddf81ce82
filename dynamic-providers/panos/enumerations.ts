/** What a security rule does with traffic. */
export const RuleAction = {
  Allow: "allow",
  Deny: "deny",
  Drop: "drop",
  ResetClient: "reset-client",
  ResetServer: "reset-server",
  ResetBoth: "reset-both",
} as const;
export type RuleAction = (typeof RuleAction)[keyof typeof RuleAction];

/** Rulebase of a device group. */
export const Rulebase = { Pre: "pre", Post: "post" } as const;
export type Rulebase = (typeof Rulebase)[keyof typeof Rulebase];

/** Where a new rule goes. */
export const RulePosition = { Top: "top", Bottom: "bottom", Before: "before", After: "after" } as const;
export type RulePosition = (typeof RulePosition)[keyof typeof RulePosition];

/** What follows a change of a firewall's configuration. */
export const CommitMode = {
  /** No commit: `illumio-iac dag-sync commit` makes one. */
  None: "none",
  Commit: "commit",
  /** On Panorama, a commit and a push to the device group. */
  CommitAndPush: "commit-and-push",
} as const;
export type CommitMode = (typeof CommitMode)[keyof typeof CommitMode];
