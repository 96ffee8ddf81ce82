/** The firewall of one server. The client of Azure Resource Manager has this shape. */
export interface SqlServerRules {
  /** Id, location, and whether the public endpoint is on: `Enabled`, `Disabled` or a word of a later release. */
  readServer(): Promise<{
    readonly id: string;
    readonly location: string;
    readonly publicNetworkAccess: "Enabled" | "Disabled" | (string & {});
  }>;
  /** All IP rules, of all pages. A list may be older than a write that was answered. */
  list(): Promise<readonly ListedRule[]>;
  /** All virtual network rules, of all pages. */
  listNetworkRules(): Promise<readonly ListedNetworkRule[]>;
  /** Creates the rule, or gives the one of this name another range. */
  put(rule: ListedRule): Promise<void>;
  /** Removes a rule; one that is absent is no failure. */
  remove(name: string): Promise<void>;
  /** Creates the rule, or gives the one of this name another subnet; returns when that is done. */
  putNetworkRule(rule: Pick<ListedNetworkRule, "name" | "subnetId">): Promise<void>;
  /** Removes a rule and returns when that is done; one that is absent is no failure. */
  removeNetworkRule(name: string): Promise<void>;
}

/** An IP rule as Azure writes it: IPv4 addresses, both included. */
export interface ListedRule {
  readonly name: string;
  readonly start: string;
  readonly end: string;
}

export interface ListedNetworkRule {
  readonly name: string;
  readonly subnetId: string;
  /** State of the rule, such as `Ready`, where Azure tells it. */
  readonly state?: string;
}
