import type { PceClient } from "../../../clients/pce";
import type { PceFacts } from "../../../core/dag";
import type { PceSystems } from "./pce-systems";
import { type PlannedFacts, plannedFacts } from "./planned-facts";

interface Reading<Facts> {
  /** Number of our own writes before this reading. */
  readonly writes: number;
  readonly facts: Promise<Facts>;
  /** The same facts with the changes that the program plans, by version of the plan; only the last one is kept. */
  planned: ReadonlyMap<number, Facts & PlannedFacts>;
}

/** Facts of PCEs that one look has read so far, with the changes that the program of a preview plans. */
export class FactsReadings<Facts extends PceFacts> {
  /** By the name of the connection. */
  readonly #readings = new Map<string, Reading<Facts>>();

  constructor(
    private readonly pce: PceSystems,
    private readonly read: (client: PceClient) => Promise<Facts>,
  ) {}

  /** The same object until something changes. Our own writes to labels and workloads make an earlier reading stale. */
  async of(connection: string | undefined): Promise<Facts & PlannedFacts> {
    const { client, labels, workloads, planned } = this.pce.system(connection);
    const writes = labels.writes + workloads.writes;
    const known = this.#readings.get(connection ?? "");
    const reading: Reading<Facts> =
      known?.writes === writes ? known : { writes, facts: this.read(client), planned: new Map() };
    this.#readings.set(connection ?? "", reading);
    const facts = await reading.facts;
    const { version } = planned;
    const after = reading.planned.get(version) ?? plannedFacts(facts, planned);
    reading.planned = new Map([[version, after]]);
    return after;
  }
}
