import { PanosClient } from "../../clients/panos";
import type { DagBindingDefinition, PceFacts } from "../../core/dag";
import { type ConfigReader, type Environment, listSetting } from "../engine/settings";
import { type PceSystems, sharedPceSystems } from "../pce/pce-systems";
import { BindingCollisions } from "./binding-collisions";
import { type FirewallCommit, firewallCommit } from "./commit-changes";
import { firewallSettings } from "./firewall-settings";
import {
  type BindingPlan,
  type Firewall,
  planBindings,
  startReadings,
  type TableReadings,
} from "./plan-bindings";
import { readFacts } from "./read-facts";

/** What one look at the PCE and the firewalls has read so far. */
class Look {
  /** By the name of the PCE connection, with how many writes of ours came before. */
  readonly facts = new Map<string, { readonly writes: number; readonly facts: Promise<PceFacts> }>();
  readonly tables: TableReadings = new Map();
}

interface Planned {
  readonly facts: PceFacts;
  readonly revision: string;
  readonly plans: BindingPlan[];
}

/** Everything that the bindings of one run share: the systems, and what was read of them. */
export class BindingSystems {
  private readonly firewalls = new Map<string, Firewall>();
  /** Bindings of the program that were looked at in this run, by owner. */
  private readonly declared = new Map<string, DagBindingDefinition>();
  private readonly planned = new Map<string, Planned>();
  readonly collisions: BindingCollisions = new BindingCollisions();
  private readonly commits = new Map<string, FirewallCommit>();
  /** For checks and differences, which one reading serves for the whole run. */
  private readonly shared = new Look();
  /** For writes: those that are under way together share one that began after all of them. */
  private next: Look | undefined;

  constructor(
    readonly pce: PceSystems,
    private readonly config: ConfigReader,
    private readonly environment: Environment,
  ) {}

  /** Whether a preview shall do without the network (`illumio:previewWithoutNetwork`). */
  get withoutNetwork(): boolean {
    return this.config.get("illumio:previewWithoutNetwork") === "true";
  }

  /** Earlier names of hosts (`illumio:formerHosts`). */
  formerHosts(): string[] {
    return listSetting(this.config, "illumio:formerHosts");
  }

  /** What the PCE has, by the reading that all checks and differences of the run share; tables are read meanwhile. */
  facts(definition: DagBindingDefinition): Promise<PceFacts> {
    this.startTables(this.shared, definition);
    return this.factsBy(this.shared, definition);
  }

  /** Plans by the reading that all checks and differences of the run share. */
  async plan(definition: DagBindingDefinition): Promise<BindingPlan[]> {
    const facts = await this.facts(definition);
    const plans = await this.planBy(this.shared, definition);
    this.planned.set(definition.owner, { facts, revision: definition.revision, plans });
    return plans;
  }

  /** The same without working it out again where the check of this run did, by the same reading. */
  async planOfCheck(definition: DagBindingDefinition): Promise<BindingPlan[]> {
    const known = this.planned.get(definition.owner);
    const isSame = known?.revision === definition.revision && known.facts === (await this.facts(definition));
    return isSame ? known.plans : this.plan(definition);
  }

  /** Plans by a reading of now. */
  async freshPlan(definition: DagBindingDefinition): Promise<BindingPlan[]> {
    this.next ??= new Look();
    const look = this.next;
    await new Promise((resolve) => setTimeout(resolve, GATHERING_IN_MS));
    if (this.next === look) this.next = undefined;
    return this.planBy(look, definition);
  }

  /** @throws ConfigurationError when its settings are missing or cannot work */
  firewall({ target }: DagBindingDefinition): Firewall {
    const known = this.firewalls.get(target.firewall);
    if (known) return known;
    const { connection, ...limit } = firewallSettings(target.firewall, this.config, this.environment);
    const firewall = { client: new PanosClient(connection), ...limit };
    this.firewalls.set(target.firewall, firewall);
    return firewall;
  }

  /** The commit that operations under way together share. */
  commit(definition: DagBindingDefinition): FirewallCommit {
    const name = definition.target.firewall;
    const known = this.commits.get(name) ?? firewallCommit(name, this.firewall(definition));
    this.commits.set(name, known);
    return known;
  }

  private async planBy(look: Look, definition: DagBindingDefinition): Promise<BindingPlan[]> {
    this.startTables(look, definition);
    this.declared.set(definition.owner, definition);
    const beside = [...this.declared.values()].filter(
      ({ owner, connection, target }) =>
        owner !== definition.owner &&
        connection === definition.connection &&
        target.firewall === definition.target.firewall,
    );
    const facts = await this.factsBy(look, definition);
    return planBindings([definition], facts, this.firewalls, look.tables, beside);
  }

  private startTables(look: Look, definition: DagBindingDefinition): void {
    this.firewall(definition);
    void startReadings([definition], this.firewalls, look.tables);
  }

  /** Our own writes to labels and workloads make an earlier reading stale. */
  private factsBy(look: Look, { connection }: DagBindingDefinition): Promise<PceFacts> {
    const system = this.pce.system(connection);
    const writes = system.labels.writes + system.workloads.writes;
    const known = look.facts.get(connection ?? "");
    if (known?.writes === writes) return known.facts;
    const facts = readFacts(system.client);
    look.facts.set(connection ?? "", { writes, facts });
    return facts;
  }
}

const GATHERING_IN_MS = 100;

let shared: { fingerprint: string; systems: BindingSystems } | undefined;

/** One set of systems for all bindings of the process. */
export function sharedBindingSystems(config: ConfigReader): BindingSystems {
  const fingerprint = ["illumio:firewalls", "illumio:formerHosts", "illumio:previewWithoutNetwork"]
    .map((key) => config.get(key))
    .join("\0");
  const pce = sharedPceSystems(config);
  if (shared?.fingerprint !== fingerprint || shared.systems.pce !== pce)
    shared = { fingerprint, systems: new BindingSystems(pce, config, process.env) };
  return shared.systems;
}
