export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
}

/** The security groups that were made in the account. Those that the network brings along are not listed. */
export class SecurityGroupStore {
  readonly #groups = new Map<string, SecurityGroup>();

  add(group: SecurityGroup): void {
    this.#groups.set(group.id, group);
  }

  find(id: string): SecurityGroup | undefined {
    return this.#groups.get(id);
  }

  hasName(vpcId: string, name: string): boolean {
    return [...this.#groups.values()].some((group) => group.vpcId === vpcId && group.name === name);
  }

  remove(id: string): void {
    this.#groups.delete(id);
  }
}
