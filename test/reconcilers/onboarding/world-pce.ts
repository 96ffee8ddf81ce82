import { IllumioIacError } from "../../../core/errors";
import type { InventoryVm } from "../../../core/onboarding";
import type {
  LabelReading,
  OnboardedWorkload,
  Outcome,
  PairingProfile,
  PcePort,
  WorkloadChange,
} from "../../../reconcilers/onboarding/ports";

type Wanted = ReadonlyMap<string, ReadonlySet<string>>;

/** A PCE in memory that refuses unknown labels, two labels of one key, taken references and keys that are used up. */
export class WorldPce implements PcePort {
  calls = 0;
  usesPerKey = 10;
  profileProblem: string | undefined;
  /** Labels that it refuses to make. */
  readonly refusedLabels = new Set<string>();
  readonly #labels = new Map<string, { key: string; value: string }>();
  readonly #workloads = new Map<string, OnboardedWorkload>();
  readonly #keys = new Map<string, number>();
  #lastKeyAt: string | undefined;
  #number = 0;

  constructor(private readonly now: () => Date) {}

  async profile(): Promise<PairingProfile> {
    this.calls += 1;
    if (this.profileProblem !== undefined) throw new IllumioIacError(this.profileProblem);
    return await this.foundProfile();
  }

  async foundProfile(): Promise<PairingProfile> {
    return {
      href: "/orgs/1/pairing_profiles/1",
      name: "azure",
      usesPerKey: this.usesPerKey,
      lastKeyAt: this.#lastKeyAt,
    };
  }

  async makeKeys(_: PairingProfile, count: number): Promise<string[]> {
    this.calls += count;
    this.#lastKeyAt = this.now().toISOString();
    const codes = Array.from({ length: count }, () => `code-${++this.#number}`);
    for (const code of codes) this.#keys.set(code, 0);
    return codes;
  }

  async revokeKeys(): Promise<undefined> {
    this.calls += 1;
    this.#keys.clear();
  }

  liveKeys(): number {
    return this.#keys.size;
  }

  /** What a VEN does on a machine. @returns whether its code was valid */
  activate(code: string, vm: InventoryVm): boolean {
    const uses = this.#keys.get(code);
    if (uses === undefined || uses >= this.usesPerKey) return false;
    this.#keys.set(code, uses + 1);
    this.addManaged(vm.computerName ?? vm.name, vm.privateAddresses);
    return true;
  }

  addManaged(hostname: string, addresses: readonly string[], more: Partial<OnboardedWorkload> = {}): string {
    const id = ++this.#number;
    return this.#put({ hostname, addresses, managed: true, ven: `/orgs/1/vens/${id}`, ...more });
  }

  addUnmanaged(
    hostname: string,
    addresses: readonly string[],
    more: Partial<OnboardedWorkload> = {},
  ): string {
    return this.#put({ hostname, addresses, managed: false, ven: undefined, ...more });
  }

  #put(more: Partial<OnboardedWorkload>): string {
    const href = `/orgs/1/workloads/${++this.#number}`;
    const blank = { hostname: "", managed: false, online: true, ven: undefined, addresses: [] };
    const external = { externalDataSet: undefined, externalDataReference: undefined, labels: new Map() };
    this.#workloads.set(href, { href, ...blank, ...external, ...more });
    return href;
  }

  /** The agent of a machine is not heard of any more. */
  turnOff(hostname: string): void {
    for (const one of this.onboarded())
      if (one.hostname === hostname) this.#workloads.set(one.href, { ...one, online: false });
  }

  addLabel(key: string, value: string): string {
    const href = `/orgs/1/labels/${++this.#number}`;
    this.#labels.set(href, { key, value });
    return href;
  }

  onboarded(): OnboardedWorkload[] {
    return [...this.#workloads.values()];
  }

  async workloads(): Promise<readonly OnboardedWorkload[]> {
    this.calls += 1;
    return this.onboarded();
  }

  async labels(wanted: Wanted): Promise<LabelReading> {
    this.calls += 1;
    return this.#reading(wanted, new Map());
  }

  async makeLabels(wanted: Wanted): Promise<LabelReading> {
    const problems = new Map<string, string>();
    for (const [key, values] of wanted)
      for (const value of values) {
        this.calls += 1;
        const text = `${key}=${value}`;
        if (this.refusedLabels.has(text)) problems.set(text, "is too long [input_validation_error]");
        else if (this.#href(key, value) === undefined) this.addLabel(key, value);
      }
    return this.#reading(wanted, problems);
  }

  #href(key: string, value: string): string | undefined {
    return [...this.#labels].find(([, label]) => label.key === key && label.value === value)?.[0];
  }

  #reading(wanted: Wanted, problems: ReadonlyMap<string, string>): LabelReading {
    const hrefs = [...wanted].map(([key, values]) => {
      const known = [...values].flatMap((value) => {
        const href = this.#href(key, value);
        return href === undefined ? [] : [[value, href] as const];
      });
      return [key, new Map(known)] as const;
    });
    return { hrefs: new Map(hrefs), problems };
  }

  async update(changes: ReadonlyMap<string, WorkloadChange>): Promise<ReadonlyMap<string, Outcome>> {
    this.calls += 1;
    return new Map([...changes].map(([href, change]) => [href, this.#update(href, change)]));
  }

  #update(href: string, change: WorkloadChange): Outcome {
    const workload = this.#workloads.get(href);
    const refuse = (reason: string): Outcome => ({ ok: false, reason });
    if (workload === undefined) return refuse("not found [not_found_error]");
    const hrefs = change.labels ?? [...workload.labels.values()].map((label) => label.href);
    const labels = hrefs.map((one) => [this.#labels.get(one), one] as const);
    if (labels.some(([label]) => label === undefined)) return refuse("unknown label [invalid_uri]");
    const byKey = new Map(labels.map(([label, one]) => [label!.key, { href: one, value: label!.value }]));
    if (byKey.size < labels.length) return refuse("two labels of one type [input_validation_error]");
    const {
      externalDataSet = workload.externalDataSet,
      externalDataReference = workload.externalDataReference,
    } = change;
    const isTaken = [...this.#workloads.values()].some(
      (other) =>
        other !== workload &&
        other.externalDataSet !== undefined &&
        other.externalDataSet === externalDataSet &&
        other.externalDataReference === externalDataReference,
    );
    if (isTaken) return refuse("must be unique across workloads [input_validation_error]");
    this.#workloads.set(href, { ...workload, labels: byKey, externalDataSet, externalDataReference });
    return { ok: true };
  }

  async removeUnmanaged(hrefs: readonly string[]): Promise<ReadonlyMap<string, Outcome>> {
    this.calls += 1;
    return new Map(
      hrefs.map((href): [string, Outcome] => {
        if (this.#workloads.get(href)?.managed) return [href, { ok: false, reason: "it has a VEN" }];
        this.#workloads.delete(href);
        return [href, { ok: true }];
      }),
    );
  }

  async unpair(workloads: readonly OnboardedWorkload[]): Promise<ReadonlyMap<string, Outcome>> {
    this.calls += 1;
    for (const { href } of workloads) this.#workloads.delete(href);
    return new Map(workloads.map(({ href }) => [href, { ok: true }]));
  }

  /** Host names with labels and reference. */
  summary(): string[] {
    return this.onboarded()
      .map(({ hostname, labels, externalDataReference: reference }) => {
        const texts = [...labels].map(([key, { value }]) => `${key}=${value}`).sort();
        return `${hostname} ${texts.join(" ")} ${reference}`;
      })
      .sort();
  }
}
