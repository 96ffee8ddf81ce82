import type { Problem } from "../../core/checks";
import type { JsonRecord } from "../../core/checks/json";
import type { OwnerMark } from "../../core/ownership/owner-mark";

export interface CheckResult {
  /** The inputs with defaults filled in and values written one way. */
  readonly inputs: JsonRecord;
  readonly failures: readonly Problem[];
}

/** How old state and new inputs differ. */
export interface DiffResult {
  /**
   * `true` announces an update, `false` announces nothing; left out, the engine compares old with new inputs
   * itself, which gives the reviewer line-by-line changes.
   */
  readonly changes?: boolean;
  /** Properties whose change needs a new object. */
  readonly replaces?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
}

export interface ReadResult<State> {
  readonly state: State;
  /** The inputs that a program would have to declare to match what exists now. */
  readonly inputs: JsonRecord;
  /** What the mark of this package on the object says; absent where the object has none. */
  readonly mark?: OwnerMark;
}

/** What a provider may know of the run it serves. */
export interface RunContext {
  /** Names the resource: `<owner>/<project>/<stack>/<parent types>/<name>`. Empty where no owner is known. */
  readonly owner: string;
  /** Whether this is the preview of a create, in which no create is called. Known to `check` only. */
  readonly previewsCreate: boolean;
  /** Whether the run is a preview. Known to `check` and `diff` only. */
  readonly preview: boolean;
  /** Eight fresh hex digits. */
  newIncarnation(): string;
  /**
   * The option, in the syntax of the program's engine, that declares under which name or parents a resource stood
   * before.
   *
   * @param kind class of the resource
   * @param former owner reference that it had; of the same stack
   */
  formerName(kind: string, former: string): string;
  /** How a user takes a resource out of the hands of the engine without a change to its object: `remove it from …`. */
  release(): string;
  /**
   * Whether a create takes an object over from another resource of the same stack. An engine that creates under the new
   * name before it deletes under the old one, and tells neither of the other, renames resources in this way.
   * @default false
   */
  readonly takesWithinStack?: boolean;
  /** Waits for another resource of the same stack that may be about to give up the name of its object. */
  settle?(): Promise<unknown>;
  /**
   * Whether a create makes a second object of the resource, while the first one stays in use until the engine deletes
   * it: nothing of the first one is tidied up. @default false
   */
  readonly replaces?: boolean;
  /** Warns the user without failing the run. Invisible characters are made visible. */
  warn(message: string): void;
  /** Prints lines that the user asked to see. Invisible characters are made visible. */
  say(...lines: string[]): void;
}

/** The life of one kind of remote object, over plain JSON. No engine is needed to run it. */
export interface ResourceProvider<Inputs extends object, State extends object, Systems> {
  /** Written into every state. A provider reads the states of all its earlier versions. */
  readonly schemaVersion: number;
  /** @param inputs as the program wrote them; unknown values stand in as `UNKNOWN` */
  check(inputs: JsonRecord, systems: Systems, run: RunContext): Promise<CheckResult>;
  diff(id: string, state: State, inputs: Inputs, systems: Systems, run: RunContext): Promise<DiffResult>;
  create(inputs: Inputs, systems: Systems, run: RunContext): Promise<{ id: string; state: State }>;
  /** @returns undefined when the object is gone */
  read(id: string, state: State, systems: Systems, run: RunContext): Promise<ReadResult<State> | undefined>;
  update(id: string, state: State, inputs: Inputs, systems: Systems, run: RunContext): Promise<State>;
  /** Succeeds when the object is gone already. */
  delete(id: string, state: State, systems: Systems, run: RunContext): Promise<void>;
}
