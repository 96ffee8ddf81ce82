import { setTimeout } from "node:timers/promises";
import { PceClient } from "../../../clients/pce";
import { CUSTOM_RESOURCES } from "../../../core/contracts/aws/custom-resources";
import { handleObject } from "../../../dynamic-providers/cloudformation/pce/handle-object";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { type Declared, StackPlayer } from "./stack-player";

export const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pce-AbCdEf";

/** No test of this scene is about the limit of calls. */
const MANY = 1_000_000;

/** A PCE, someone who works on it by hand, and stacks whose custom resources are served in this process. */
export class ObjectScene {
  readonly warnings: string[] = [];
  readonly notes: string[] = [];
  /** What happens while a request waits. */
  onPause: () => Promise<void> = () => setTimeout(1);
  private readonly others: PceSimulator[] = [];

  private constructor(
    readonly pce: PceSimulator,
    readonly someone: PceClient,
  ) {}

  static async open(): Promise<ObjectScene> {
    const pce = await startPceSimulator({ seed: 1, callsPerMinute: MANY });
    return new ObjectScene(pce, new PceClient(pce, { callsPerMinute: MANY }));
  }

  async otherPce(): Promise<PceSimulator> {
    const other = await startPceSimulator({ seed: 2 });
    this.others.push(other);
    return other;
  }

  stack(name = "shop"): StackPlayer {
    return new StackPlayer(
      (event) =>
        handleObject(event, {
          connect: async ({ port }, isRefused) =>
            isRefused ? undefined : [this.pce, ...this.others].find((pce) => pce.port === port)!,
          notes: {
            warn: (text) => void this.warnings.push(text),
            say: (text) => void this.notes.push(text),
          },
          options: {
            quietInMilliseconds: 1,
            pause: () => this.onPause(),
            client: { callsPerMinute: MANY },
          },
        }),
      name,
    );
  }

  label(key: string, value: unknown, more: object = {}): Declared {
    return this.resource(CUSTOM_RESOURCES.label, { key, value, ...more });
  }

  workload(properties: object): Declared {
    return this.resource(CUSTOM_RESOURCES.unmanagedWorkload, properties);
  }

  resource(type: string, properties: object, pce: PceSimulator = this.pce): Declared {
    const { host, port, orgId } = pce;
    return {
      type,
      properties: { schemaVersion: 1, pce: { host, port, orgId, secretArn: SECRET }, ...properties },
    };
  }

  /** `key=value` → mark without account and region, or the external reference of somebody else. */
  labels(pce: PceSimulator = this.pce): Record<string, string> {
    // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
    const rows = [...pce.store.table("labels").live()] as any[];
    return Object.fromEntries(rows.map((row) => [`${row.key}=${row.value}`, markOf(row)]));
  }

  /** Name → mark, in the same words. */
  marksOfWorkloads(): Record<string, string> {
    return Object.fromEntries(this.workloads().map((row) => [row.hostname ?? row.name, markOf(row)]));
  }

  // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
  workloads(): any[] {
    return [...this.pce.store.table("workloads").live()];
  }

  async close(): Promise<void> {
    await this.someone.close();
    await Promise.all([this.pce, ...this.others].map((pce) => pce.close()));
  }
}

function markOf({ external_data_reference: reference }: { external_data_reference: string | null }): string {
  return (reference ?? "").replace(/^123456789012\/us-east-1\//, "").replace(/#[0-9a-f]{8}$/, "");
}
