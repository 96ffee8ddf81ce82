import type { PanosClient, RegisteredTable } from "../../../clients/panos";
import { canonicalAddress } from "../../../core/addresses/ip-address";
import { ADDRESSES_PER_MESSAGE, type DagBindingDefinition, nameOfTable, TableIndex } from "../../../core/dag";
import { PartialFailureError } from "../../../core/errors";
import type { Claim } from "../../../core/reconcile/claim";
import type { ChangeKind, ReconciledSystem, Refusal } from "../../../core/reconcile/reconciled-system";

export interface EntryOptions {
  /** Seconds after which registered entries expire. @default never */
  readonly timeoutInSeconds?: number;
}

/** The part of a binding that determines its entries in a table. */
export type TaggedBinding = Pick<DagBindingDefinition, "name" | "tag" | "persistent">;

const VERBS = { add: "register", remove: "unregister" } as const;

/** One binding in one registered-IP table: addresses that carry its tag, and the claims to that tag. */
export class BindingTable implements ReconciledSystem<string> {
  readonly title: string;
  readonly place: string;
  readonly system = "the firewall";
  /** Removals first, so that no address ever has more tags than before and after. */
  readonly first = "remove";
  readonly entriesPerCall = ADDRESSES_PER_MESSAGE;

  constructor(
    private readonly client: PanosClient,
    private readonly table: RegisteredTable,
    private readonly binding: TaggedBinding,
    private readonly options: EntryOptions = {},
  ) {
    this.title = `binding ${binding.name}`;
    this.place = nameOfTable(table);
  }

  keyOf(address: string): string {
    return canonicalAddress(address) ?? address;
  }

  changeText(kind: ChangeKind, address: string): string {
    return `${VERBS[kind]} ${address}`;
  }

  async observe(): Promise<{ claims: readonly Claim[]; entries: ReadonlyMap<string, string> }> {
    const { own, revisions, begun, former } = new TableIndex(
      await this.client.registeredAddresses(this.table),
    ).observed(this.binding.tag);
    const entries = new Map(Array.from(own, ([address, { written }]) => [address, written]));
    return { claims: [...revisions, ...begun, ...former], entries };
  }

  async readEntries(): Promise<ReadonlyMap<string, string>> {
    const { tag } = this.binding;
    const entries = new Map<string, string>();
    for (const { address, tags } of await this.client.registeredAddresses(this.table, { tag })) {
      const canonical = canonicalAddress(address);
      if (canonical !== undefined && tags.some(({ name }) => name === tag)) entries.set(canonical, address);
    }
    return entries;
  }

  async change(kind: ChangeKind, addresses: readonly string[]): Promise<Refusal<string>[]> {
    const { tag, persistent } = this.binding;
    const refused = await this.client.updateTags(this.table, {
      kind: VERBS[kind],
      updates: addresses.map((address) => ({ address, tag })),
      persistent,
      ...this.options,
    });
    return refused.map(({ address, message }) => ({ entry: address, reason: message }));
  }

  async hasClaim({ mark }: Pick<Claim, "mark">): Promise<boolean> {
    return (await this.client.registeredAddresses(this.table, { tag: mark })).length > 0;
  }

  writeClaim(claim: Pick<Claim, "at" | "mark">): Promise<void> {
    return this.changeClaim("add", claim, /already exists/i);
  }

  removeClaim(claim: Pick<Claim, "at" | "mark">): Promise<void> {
    return this.changeClaim("remove", claim, /does not exist/i);
  }

  /** @throws PartialFailureError with the firewall's words */
  private async changeClaim(
    kind: ChangeKind,
    { at, mark }: Pick<Claim, "at" | "mark">,
    isDone: RegExp,
  ): Promise<void> {
    const updates = [{ address: at, tag: mark }];
    const refused = await this.client.updateTags(this.table, { kind: VERBS[kind], updates });
    const failures = refused
      .filter(({ message }) => !isDone.test(message))
      .map(({ message }) => ({ item: this.changeText(kind, mark), reason: message }));
    if (failures.length > 0)
      throw new PartialFailureError(`claim of ${this.binding.name} in ${this.place}`, failures, 0);
  }
}
