import type { PanosClient } from "../../../clients/panos";
import type { PceFacts } from "../../../core/dag";
import { ConnectedSystems } from "../../../dynamic-providers/lifecycle/connected-systems";
import { BindingSystems } from "../../../dynamic-providers/panos/dag-binding/binding-systems";
import { FIREWALL } from "../../../dynamic-providers/panos/firewalls";
import type { PceSystems } from "../../../dynamic-providers/pce/system/pce-systems";
import { PlannedObjects } from "../../../dynamic-providers/pce/system/planned-objects";
import { WrittenWorkloads } from "../../../dynamic-providers/pce/system/written-workloads";
import type { Gate } from "./world";

/**
 * When a process ends for good: at which call, and whether before it is sent or after it was carried out unanswered.
 */
export interface Kill {
  readonly call: number;
  readonly carriedOut: boolean;
}

/** A provider process: what it knows of the systems, until it is killed. */
export class Process {
  readonly systems: BindingSystems;
  /** Calls to the firewall and to the PCE so far. */
  calls = 0;
  /** Labels of the calls. */
  readonly log: string[] = [];
  readonly killed: Promise<"killed">;
  private die = (): void => undefined;
  private dead = false;

  constructor(
    connect: (gate: Gate) => PanosClient,
    facts: PceFacts,
    private readonly kill?: Kill,
    private readonly before: Gate = async (_call, carryOut) => void carryOut(),
  ) {
    this.killed = new Promise((resolve) => {
      this.die = () => resolve("killed");
    });
    const client = connect((call, carryOut) => this.gate(call, carryOut));
    const config = { get: () => undefined };
    const pce = pceOf(facts, (call) => this.gate(call, () => undefined));
    const settings = () => ({
      identity: () => ({ hosts: client.connection.hosts }),
      isComplete: () => true,
      check: () => ({ key: "", open: () => ({ client, admin: "admin" }) }),
    });
    const firewalls = new ConnectedSystems({ ...FIREWALL, settings }, config, {});
    this.systems = new BindingSystems(pce, config, {}, firewalls);
  }

  private async gate(call: string, carryOut: () => unknown): Promise<void> {
    this.calls += 1;
    this.log.push(call);
    const isLast = this.calls === this.kill?.call;
    if (this.dead || (isLast && !this.kill.carriedOut)) return this.stop();
    await this.before(call, carryOut);
    if (isLast || this.dead) return this.stop();
  }

  /** Never answers. */
  private stop(): Promise<void> {
    this.dead = true;
    this.die();
    return new Promise(() => undefined);
  }
}

function pceOf(facts: PceFacts, gate: (call: string) => Promise<void>): PceSystems {
  async function* rows(of: Iterable<unknown>) {
    await gate("PCE");
    yield* of;
  }
  const client = {
    listLabels: () => rows(facts.labels),
    listActiveLabelGroups: () => rows(facts.labelGroups),
    listWorkloads: () => rows(facts.workloads),
  };
  const identity = { host: "pce", port: 8443, orgId: 1 };
  const system = {
    client,
    identity,
    labels: { writes: 0 },
    workloads: { writes: 0 },
    planned: new PlannedObjects(),
    written: new WrittenWorkloads(),
  };
  const systems = {
    system: () => system,
    refuseOther: () => undefined,
    identityAtHand: () => identity,
  };
  return systems as unknown as PceSystems;
}
