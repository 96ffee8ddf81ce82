import type { PceClient, Workload, WorkloadUpdate } from "../../clients/pce";
import { LabelsOfPce } from "./labels-of-pce";
import { checkedProfile, type ProfileSettings, profileOf, theOne, whyKeysStay } from "./pairing-profile";
import type {
  LabelReading,
  OnboardedWorkload,
  Outcome,
  PairingProfile,
  PcePort,
  WorkloadChange,
} from "./ports";

type PceCalls = Pick<
  PceClient,
  | "bulkDeleteWorkloads"
  | "bulkUpdateWorkloads"
  | "calls"
  | "createLabel"
  | "createPairingKey"
  | "findLabel"
  | "findPairingProfiles"
  | "listLabelDimensions"
  | "listLabels"
  | "listWorkloads"
  | "revokePairingKeys"
  | "unpairVens"
>;

/** With so many machines the PCE is expected to have more workloads than it answers without a job. */
const MANY = 500;

/** The PCE for one run of an onboarding. Labels that the run has seen on workloads are not asked for again. */
export class PceSide implements PcePort {
  readonly #labels: LabelsOfPce;
  #profile: PairingProfile | undefined;

  constructor(
    private readonly client: PceCalls,
    private readonly ven: ProfileSettings,
  ) {
    this.#labels = new LabelsOfPce(client);
  }

  get calls(): number {
    return this.client.calls;
  }

  async profile(): Promise<PairingProfile> {
    this.#profile = checkedProfile(await this.client.findPairingProfiles(this.ven.pairingProfile), this.ven);
    return this.#profile;
  }

  async foundProfile(): Promise<PairingProfile> {
    const { pairingProfile: name } = this.ven;
    return profileOf(name, theOne(name, await this.client.findPairingProfiles(name)));
  }

  /** Id of the pairing profile, which stays the same: it is not asked for again in this run. */
  async profileId(): Promise<string> {
    const { href } = this.#profile ?? (await this.profile());
    return href.split("/").at(-1)!;
  }

  async makeKeys({ href }: PairingProfile, count: number): Promise<readonly string[]> {
    const keys: string[] = [];
    while (keys.length < count) keys.push(await this.client.createPairingKey(href));
    return keys;
  }

  async revokeKeys(profile: PairingProfile, ourLastKeyAt: string): Promise<string | undefined> {
    const why = whyKeysStay(profile, ourLastKeyAt);
    if (why === undefined) await this.client.revokePairingKeys(profile.href);
    return why;
  }

  async workloads(machines: number): Promise<readonly OnboardedWorkload[]> {
    const rows: Workload[] = [];
    for await (const row of this.client.listWorkloads({}, { asJob: machines >= MANY })) rows.push(row);
    await this.#labels.learn(rows);
    return rows.map((row) => this.#onboarded(row));
  }

  labels(wanted: ReadonlyMap<string, ReadonlySet<string>>): Promise<LabelReading> {
    return this.#labels.find(wanted);
  }

  makeLabels(wanted: ReadonlyMap<string, ReadonlySet<string>>): Promise<LabelReading> {
    return this.#labels.make(wanted);
  }

  async update(changes: ReadonlyMap<string, WorkloadChange>): Promise<ReadonlyMap<string, Outcome>> {
    const updates = [...changes].map(([href, change]) => updateOf(href, change));
    const results = await this.client.bulkUpdateWorkloads(updates);
    return outcomes([...changes.keys()], results);
  }

  async removeUnmanaged(hrefs: readonly string[]): Promise<ReadonlyMap<string, Outcome>> {
    return outcomes(hrefs, await this.client.bulkDeleteWorkloads(hrefs));
  }

  async unpair(workloads: readonly OnboardedWorkload[]): Promise<ReadonlyMap<string, Outcome>> {
    const vens = workloads.flatMap(({ ven }) => ven ?? []);
    const failures: ReadonlyMap<string, string> =
      vens.length === 0 ? new Map() : await this.client.unpairVens(vens);
    return new Map(
      workloads.map(({ href, ven }) => {
        const reason = ven === undefined ? "it has no VEN" : failures.get(ven);
        return [href, reason === undefined ? { ok: true } : { ok: false, reason }];
      }),
    );
  }

  #onboarded(row: Workload): OnboardedWorkload {
    // One that the PCE does not list is kept: what is written of labels is all of them.
    const labels = (row.labels ?? []).map(({ href }) => {
      const { key, value } = this.#labels.ofHref(href) ?? { key: href, value: "" };
      return [key, { href, value }] as const;
    });
    return {
      href: row.href,
      hostname: row.hostname ?? "",
      managed: row.managed ?? row.ven?.href !== undefined,
      online: row.online ?? false,
      ven: row.ven?.href,
      addresses: (row.interfaces ?? []).map(({ address }) => address),
      externalDataSet: row.external_data_set ?? undefined,
      externalDataReference: row.external_data_reference ?? undefined,
      labels: new Map(labels),
    };
  }
}

function updateOf(href: string, change: WorkloadChange): WorkloadUpdate {
  const { labels, externalDataSet, externalDataReference } = change;
  return {
    href,
    ...(labels === undefined ? {} : { labels: labels.map((label) => ({ href: label })) }),
    ...(externalDataSet === undefined ? {} : { external_data_set: externalDataSet }),
    ...(externalDataReference === undefined ? {} : { external_data_reference: externalDataReference }),
  };
}

function outcomes(
  hrefs: readonly string[],
  results: Awaited<ReturnType<PceClient["bulkUpdateWorkloads"]>>,
): ReadonlyMap<string, Outcome> {
  return new Map(
    hrefs.map((href, index) => {
      const error = results[index]?.error;
      return [
        href,
        error === undefined ? { ok: true } : { ok: false, reason: `${error.message} [${error.token}]` },
      ];
    }),
  );
}
