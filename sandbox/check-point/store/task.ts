export type TaskStatus =
  | "in progress"
  | "succeeded"
  | "succeeded with warnings"
  | "partially succeeded"
  | "failed";

/** How a task goes. */
export interface TaskPlan {
  /** `show-task` calls that see it in progress. */
  readonly polls: number;
  readonly outcome: Exclude<TaskStatus, "in progress">;
  /** What `task-details` says when it is not `succeeded`. */
  readonly faultMessage?: string;
}

/** Work that goes on after the answer. */
export class Task {
  #polled = 0;
  status: TaskStatus = "in progress";
  faultMessage: string | undefined;

  constructor(
    readonly uid: string,
    readonly name: string,
    readonly domainUid: string,
    readonly startedAt: number,
    readonly plan: TaskPlan,
    /** What stands in `task-details` beside a fault. */
    readonly details: readonly Readonly<Record<string, unknown>>[],
    /** Called once when it ends; the answer replaces a plan that says `succeeded`. */
    private readonly atEnd: (task: Task) => string | undefined,
  ) {}

  get isOver(): boolean {
    return this.status !== "in progress";
  }

  get progress(): number {
    return this.isOver ? 100 : Math.min(99, Math.floor((100 * this.#polled) / (this.plan.polls + 1)));
  }

  /** A client looks at it. */
  poll(): void {
    if (this.isOver) return;
    if (this.#polled >= this.plan.polls) this.finish();
    else this.#polled += 1;
  }

  finish(): void {
    if (this.isOver) return;
    this.status = this.plan.outcome;
    this.faultMessage = this.plan.faultMessage;
    const failure = this.atEnd(this);
    if (failure === undefined) return;
    this.status = "failed";
    this.faultMessage = failure;
  }
}
