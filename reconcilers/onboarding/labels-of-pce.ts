import type { Label, PceClient, Workload } from "../../clients/pce";
import { isConflictError, isHttpStatusError } from "../../core/errors";
import { BUILT_IN_LABEL_KEYS } from "../../core/labels/built-in-keys";
import type { LabelReading } from "./ports";

/** Keys that every PCE has. */
const BUILT_IN_KEYS: readonly string[] = BUILT_IN_LABEL_KEYS;

/** Up to this many labels are looked up one by one; for more, all labels of the PCE are read, mostly by one call. */
const ONE_BY_ONE = 1;

type Wanted = ReadonlyMap<string, ReadonlySet<string>>;

/** Labels of the PCE by key and value, as far as a run has seen them: on workloads, looked up, or made. */
export class LabelsOfPce {
  readonly #hrefs = new Map<string, Map<string, string>>();
  readonly #byHref = new Map<string, { readonly key: string; readonly value: string }>();
  #knowsAll = false;
  /** Undefined in a reading where the PCE does not tell its label dimensions. */
  #keys: Promise<ReadonlySet<string> | undefined> | undefined;

  constructor(
    private readonly client: Pick<
      PceClient,
      "createLabel" | "findLabel" | "listLabelDimensions" | "listLabels"
    >,
  ) {}

  /** Learns the labels of workloads. Those of a PCE before 22.3 have no key and value, so that all labels are read. */
  async learn(workloads: readonly Workload[]): Promise<void> {
    const labels = workloads.flatMap((workload) => workload.labels ?? []);
    for (const { href, key, value } of labels)
      if (key !== undefined && value !== undefined) this.#add({ href, key, value });
    if (labels.some(({ href }) => !this.#byHref.has(href))) await this.#readAll();
  }

  ofHref(href: string): { readonly key: string; readonly value: string } | undefined {
    return this.#byHref.get(href);
  }

  /** Those of the wanted labels that there are, and the keys that no label can have. */
  async find(wanted: Wanted): Promise<LabelReading> {
    const unknown = this.#unknown(wanted);
    if (unknown.length > ONE_BY_ONE) await this.#readAll();
    else if (!this.#knowsAll)
      for (const [key, value] of unknown) {
        const label = await this.client.findLabel(key, value);
        if (label !== undefined) this.#add(label);
      }
    return { ...this.#reading(wanted, new Map()), unknownKeys: await this.#unknownKeys(wanted) };
  }

  /** Makes those of the wanted labels that the PCE does not have. */
  async make(wanted: Wanted): Promise<LabelReading> {
    const problems = new Map<string, string>();
    for (const [key, value] of this.#unknown(wanted)) {
      try {
        this.#add(await this.#made(key, value));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        problems.set(`${key}=${value}`, error.message);
      }
    }
    return this.#reading(wanted, problems);
  }

  async #made(key: string, value: string): Promise<Label> {
    try {
      return await this.client.createLabel({ key, value });
    } catch (error) {
      const existing = isConflictError(error) ? await this.client.findLabel(key, value) : undefined;
      if (existing === undefined) throw error;
      return existing;
    }
  }

  /** Keys without a label so far are compared with the label dimensions, which are read once. */
  async #unknownKeys(wanted: Wanted): Promise<ReadonlySet<string>> {
    const unseen = [...wanted.keys()].filter((key) => !this.#hrefs.has(key) && !BUILT_IN_KEYS.includes(key));
    if (unseen.length === 0) return new Set();
    this.#keys ??= this.#readKeys();
    const keys = await this.#keys;
    return new Set(keys === undefined ? [] : unseen.filter((key) => !keys.has(key)));
  }

  async #readKeys(): Promise<ReadonlySet<string> | undefined> {
    try {
      const keys = new Set<string>();
      for await (const { key, deleted } of this.client.listLabelDimensions()) if (!deleted) keys.add(key);
      return keys;
    } catch (error) {
      // A PCE before 22.5 has no such collection, and others may not show it: then it refuses the label itself.
      if (isHttpStatusError(error) && [403, 404, 405].includes(error.status)) return undefined;
      throw error;
    }
  }

  async #readAll(): Promise<void> {
    if (this.#knowsAll) return;
    for await (const label of this.client.listLabels()) this.#add(label);
    this.#knowsAll = true;
  }

  #add({ href, key, value }: Pick<Label, "href" | "key" | "value">): void {
    const values = this.#hrefs.get(key) ?? new Map<string, string>();
    this.#hrefs.set(key, values.set(value, href));
    this.#byHref.set(href, { key, value });
  }

  #unknown(wanted: Wanted): [string, string][] {
    return [...wanted].flatMap(([key, values]) =>
      [...values]
        .filter((value) => !this.#hrefs.get(key)?.has(value))
        .map((value): [string, string] => [key, value]),
    );
  }

  #reading(wanted: Wanted, problems: ReadonlyMap<string, string>): LabelReading {
    const hrefs = [...wanted].map(([key, values]): [string, ReadonlyMap<string, string>] => {
      const known = this.#hrefs.get(key);
      return [key, new Map([...values].flatMap((value) => pairOf(value, known?.get(value))))];
    });
    return { hrefs: new Map(hrefs), problems };
  }
}

function pairOf(value: string, href: string | undefined): [string, string][] {
  return href === undefined ? [] : [[value, href]];
}

/** Whether the PCE refuses this label, for its key or its value; any other failure is one of the PCE as a whole. */
const isRefusal = (error: unknown): error is Error =>
  isHttpStatusError(error) && [400, 406, 409].includes(error.status);
