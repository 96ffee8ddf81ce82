import { sameJson } from "../../../core/checks/json";
import type { Answer } from "../../../dynamic-providers/cloudformation/answer";
import type { CustomResourceEvent } from "../../../dynamic-providers/cloudformation/event";

type Properties = Record<string, unknown>;

export interface Declared {
  readonly type: string;
  readonly properties: Properties;
}

/** Logical id → resource, in the order in which they are created. */
export type Program = Readonly<Record<string, Declared>>;

interface Kept extends Declared {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What happens to one request. `again`: it is done twice. `lost`: it is done, and its answer never arrives. */
export type Fate = "done" | "again" | "lost" | "unsent";

export interface DeployOptions {
  /** The deployment fails after so many requests that succeeded. */
  readonly failsAfter?: number;
  /** Fate of each request by its number; those that are not named are done. */
  readonly fates?: Readonly<Record<number, Fate>>;
  /** Whether a rollback restores a replaced resource without asking it. @default false */
  readonly restoresIds?: boolean;
  /** Whether clean-ups run in the order in which the resources were declared. @default the other way round */
  readonly forward?: boolean;
}

export type Handler = (event: CustomResourceEvent) => Promise<Answer>;

class Failed extends Error {}

let requests = 0;

/**
 * Plays CloudFormation's part for custom resources: which requests it sends in which order, which physical ids and
 * properties it keeps, its rollback, and what the provider framework of CDK does about a failed Create.
 */
export class StackPlayer {
  private readonly kept = new Map<string, Kept>();
  /** Every request that was sent, as `Create A`. */
  readonly sent: string[] = [];
  /** Failures of clean-ups, which CloudFormation ignores. */
  readonly ignored: string[] = [];
  private numberOfRequest = 0;
  private fates: Readonly<Record<number, Fate>> = {};

  constructor(
    private readonly handler: Handler,
    readonly name = "shop",
  ) {}

  get physicalIds(): Record<string, string> {
    return Object.fromEntries([...this.kept].map(([id, { physicalId }]) => [id, physicalId]));
  }

  get attributes(): Record<string, Readonly<Record<string, string>>> {
    return Object.fromEntries([...this.kept].map(([id, { attributes }]) => [id, attributes]));
  }

  /** @returns undefined after a success, otherwise why it was rolled back */
  async deploy(program: Program, options: DeployOptions = {}): Promise<string | undefined> {
    this.fates = options.fates ?? {};
    this.numberOfRequest = 0;
    const before = new Map(this.kept);
    const touched: string[] = [];
    try {
      let done = 0;
      for (const [id, declared] of Object.entries(program)) {
        const properties = this.resolved(declared.properties);
        if (sameJson(this.kept.get(id)?.properties, properties)) continue;
        if (done === options.failsAfter) throw new Failed("another resource failed");
        touched.push(id);
        await this.apply(id, { ...declared, properties });
        done += 1;
      }
      if (options.failsAfter !== undefined && done <= options.failsAfter)
        throw new Failed("another resource failed");
    } catch (error) {
      await this.rollBack(before, touched.reverse(), options, program);
      return (error as Error).message;
    }
    const removed = [...before.keys()].filter((id) => !Object.hasOwn(program, id));
    const replaced = touched.filter((id) => {
      const old = before.get(id);
      return old !== undefined && old.physicalId !== this.kept.get(id)!.physicalId;
    });
    const leaving = [...replaced, ...removed].map((id) => [id, before.get(id)!] as const);
    await this.cleanUp(leaving, options);
    for (const id of removed) this.kept.delete(id);
    return undefined;
  }

  /** @throws what the first failed Delete says; the resources before it are gone */
  async destroy(): Promise<void> {
    this.fates = {};
    for (const [id, kept] of [...this.kept].reverse()) {
      await this.send("Delete", id, kept, kept.physicalId);
      this.kept.delete(id);
    }
  }

  private async apply(id: string, declared: Declared): Promise<void> {
    const old = this.kept.get(id);
    const answer = await (old
      ? this.send("Update", id, declared, old.physicalId, old.properties)
      : this.send("Create", id, declared).catch((error: Error & { physicalId?: string }) => {
          if (error.physicalId !== undefined)
            this.keep(id, declared, { PhysicalResourceId: error.physicalId });
          throw error;
        }));
    this.keep(id, declared, answer);
  }

  private keep(id: string, declared: Declared, { PhysicalResourceId, Data = {} }: Answer): void {
    this.kept.set(id, { ...declared, physicalId: PhysicalResourceId, attributes: Data });
  }

  private async rollBack(
    before: ReadonlyMap<string, Kept>,
    touched: readonly string[],
    options: DeployOptions,
    program: Program,
  ): Promise<void> {
    const leaving: (readonly [string, Kept])[] = [];
    for (const id of touched) {
      const [old, now] = [before.get(id), this.kept.get(id)];
      if (old === undefined) {
        if (now !== undefined) leaving.push([id, now]); // the framework ignores the Delete of a Create that failed without an id
        this.kept.delete(id);
        continue;
      }
      const isReplaced = now!.physicalId !== old.physicalId;
      if (isReplaced && options.restoresIds === true) this.kept.set(id, old);
      else {
        const tried = this.resolved(program[id]!.properties);
        const answer = await this.send("Update", id, old, now!.physicalId, tried);
        this.keep(id, old, answer);
      }
      const others = new Map([now!, old].map((one) => [one.physicalId, one]));
      others.delete(this.kept.get(id)!.physicalId);
      for (const other of others.values()) leaving.push([id, other]);
    }
    await this.cleanUp(leaving, options);
  }

  private async cleanUp(
    leaving: readonly (readonly [string, Kept])[],
    { forward = false }: DeployOptions,
  ): Promise<void> {
    for (const [id, kept] of forward ? leaving : [...leaving].reverse())
      await this.send("Delete", id, kept, kept.physicalId).catch((error: Error) => {
        this.ignored.push(`${id}: ${error.message}`);
      });
  }

  /** Sends one request by itself, for example one that is left over from an earlier time. */
  async send(
    RequestType: CustomResourceEvent["RequestType"],
    id: string,
    { type, properties }: Declared,
    physicalId?: string,
    old?: Properties,
  ): Promise<Answer> {
    this.sent.push(`${RequestType} ${id}`);
    requests += 1;
    const fate = this.fates[this.numberOfRequest++] ?? "done";
    const event: CustomResourceEvent = {
      RequestType,
      RequestId: `request-${requests}`,
      StackId: `arn:aws:cloudformation:us-east-1:123456789012:stack/${this.name}/11111111-2222-3333`,
      LogicalResourceId: id,
      ResourceType: type,
      ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
      ResourceProperties: wire({ ServiceToken: "arn:aws:lambda:…", ...properties }),
      ...(old && { OldResourceProperties: wire({ ServiceToken: "arn:aws:lambda:…", ...old }) }),
    };
    if (fate === "unsent") throw new Failed("the function was throttled");
    if (fate === "again") await this.handler(event).catch(() => undefined);
    const answer = await this.handler(event);
    if (fate === "lost") throw new Failed("the function timed out");
    return answer;
  }

  /** Puts attributes in the place of `{ attribute: ["A", "value"] }`. */
  private resolved<T>(value: T): T {
    if (Array.isArray(value)) return value.map((item) => this.resolved(item)) as T;
    if (typeof value !== "object" || value === null) return value;
    const { attribute } = value as { attribute?: [string, string] };
    if (attribute) return this.kept.get(attribute[0])!.attributes[attribute[1]] as T;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolved(item)])) as T;
  }
}

/** Properties as CloudFormation sends them: all scalars are text. */
function wire<T>(value: T): T {
  if (Array.isArray(value)) return value.map(wire) as T;
  if (typeof value !== "object" || value === null) return (value === undefined ? value : String(value)) as T;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, wire(item)]])),
  ) as T;
}
