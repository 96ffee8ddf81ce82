/** What keeps true what a resource wrote for workloads: the addresses of a binding, the rules of a firewall. */
export const Membership = {
  /** Every deployment. */
  Deploy: "deploy",
  /** The first deployment, and later `dag-sync` or `sql-sync`. */
  Sync: "sync",
} as const;
export type Membership = (typeof Membership)[keyof typeof Membership];
