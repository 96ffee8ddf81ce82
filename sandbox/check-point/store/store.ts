import { type Random, randomUuid } from "../../http/random";
import { Admins } from "./admins";
import type { CheckPointBehaviour } from "./behaviour";
import type { CpObject, ObjectType } from "./cp-object";
import type { Domain } from "./domain";
import type { InstallRecord, PublishRecord } from "./records";
import { Sessions } from "./sessions";
import { Task, type TaskPlan } from "./task";

export interface StoreOptions {
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly behaviour: CheckPointBehaviour;
  readonly domains: readonly Domain[];
}

/** How long a task takes when nobody asks for it. */
const TASK_IN_MS = 60_000;

/** Everything that one simulated management server knows. The rules are in the commands. */
export class CheckPointStore {
  readonly admins = new Admins();
  readonly sessions: Sessions;
  readonly behaviour: CheckPointBehaviour;
  readonly domains: readonly Domain[];
  readonly tasks = new Map<string, Task>();
  readonly publishes: PublishRecord[] = [];
  readonly installs: InstallRecord[] = [];
  /** Gateways with an installation under way: uid of the gateway → task. */
  readonly installing = new Map<string, Task>();
  /** How the next tasks go, by the command that starts them; the behaviour says how the others go. */
  readonly plannedTasks: { readonly command: string; readonly plan: Partial<TaskPlan> }[] = [];
  readonly now: () => number;
  readonly #random: Random;

  constructor(options: StoreOptions) {
    this.#random = options.random;
    this.now = options.now;
    this.behaviour = options.behaviour;
    this.domains = options.domains;
    const { behaviour } = options;
    this.sessions = new Sessions(options.random, options.now, () => behaviour.expiredSessionsKeepLocks);
  }

  /** The domain that a client gets which names none. */
  get defaultDomain(): Domain {
    return this.domains[0]!;
  }

  /** Finds a domain by name, uid or address, or by name alone for tests. */
  domain(id: string = this.#objectDomain().name): Domain | undefined {
    return this.domains.find((one) => one.name === id || one.uid === id || one.address === id);
  }

  newUid(): string {
    return randomUuid(this.#random);
  }

  /** Published objects of a type, by name. */
  published(type: ObjectType, domain: string = this.#objectDomain().name): ReadonlyMap<string, CpObject> {
    const objects = [...(this.domain(domain)?.published.ofType(type) ?? [])];
    return new Map(objects.map((object) => [object.name, object]));
  }

  /** Names of the published members of a group. */
  membersOf(group: string, domain: string = this.#objectDomain().name): readonly string[] {
    const { published } = this.domain(domain)!;
    const members = this.published("group", domain).get(group)?.members ?? [];
    return [...members].map((uid) => published.get(uid)!.name).sort();
  }

  /** Names of locked objects, with the uid of the session that holds each. */
  locks(domain: string = this.#objectDomain().name): ReadonlyMap<string, string> {
    const { locks, published } = this.domain(domain)!;
    const nameOf = (uid: string, holder: string): string => {
      const session = this.sessions.all().find((one) => one.uid === holder);
      return session?.get(uid)?.name ?? published.get(uid)?.name ?? uid;
    };
    return new Map([...locks].map(([uid, holder]) => [nameOf(uid, holder), holder]));
  }

  /** Publishes by the API that changed something. */
  get publishCount(): number {
    return this.publishes.filter(
      ({ application, changes, status }) =>
        application === "WEB_API" && changes > 0 && status === "succeeded",
    ).length;
  }

  /** Finished installations, by package. */
  get installCounts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { package: name } of this.installs) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  }

  startTask(
    command: string,
    task: {
      readonly name: string;
      readonly domain: Domain;
      readonly details?: readonly Readonly<Record<string, unknown>>[];
      readonly atEnd: (task: Task) => string | undefined;
      readonly plan?: TaskPlan;
    },
  ): Task {
    const plan = task.plan ?? this.#nextPlan(command);
    const { name, domain, details = [], atEnd } = task;
    const started = new Task(this.newUid(), name, domain.uid, this.now(), plan, details, atEnd);
    this.tasks.set(started.uid, started);
    return started;
  }

  #nextPlan(command: string): TaskPlan {
    const position = this.plannedTasks.findIndex((planned) => planned.command === command);
    const planned = position === -1 ? {} : this.plannedTasks.splice(position, 1)[0]!.plan;
    return { polls: this.behaviour.taskPolls, outcome: "succeeded", ...planned };
  }

  /** Ends what is over by the clock, without anybody asking. */
  settle(): void {
    for (const task of this.tasks.values())
      if (!task.isOver && Number.isFinite(task.plan.polls) && this.now() >= task.startedAt + TASK_IN_MS)
        task.finish();
    this.sessions.expire();
  }

  /** The first domain that holds network objects. */
  #objectDomain(): Domain {
    return this.domains.find((one) => one.type === "domain")!;
  }
}
