import type { JsonRecord } from "./json";

/** One thing that is wrong with the inputs, found before anything is sent. */
export interface CheckFailure {
  /** Path of the property, for example `interfaces.eth0.address`. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  /** The inputs with defaults filled in and values written one way. */
  readonly inputs: JsonRecord;
  readonly failures: readonly CheckFailure[];
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
  /** The inputs as they would have to be written to get what is there now. */
  readonly inputs: JsonRecord;
}

/** What a provider may know of the run it serves. */
export interface RunContext {
  /** Names the resource: `<owner>/<project>/<stack>/<parent types>/<name>`. Empty where no owner is known. */
  readonly owner: string;
  /** Whether this is the preview of a create, at which no create is called. Only `check` hears of it. */
  readonly previewsCreate: boolean;
  /** Whether the run is a preview. Only `check` and `diff` hear of it. */
  readonly preview: boolean;
  /** Eight fresh hex digits. */
  newIncarnation(): string;
  /** Says something to the person in front of the run without failing it. */
  warn(message: string): void;
  /** Tells the person in front of the run what they asked to see. */
  say(message: string): void;
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
