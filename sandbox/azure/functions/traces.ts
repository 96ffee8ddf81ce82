/** A line of the table `traces` of Application Insights. */
export interface Trace {
  /** Milliseconds since 1970 by the sandbox clock. */
  readonly time: number;
  /** Name of the app (`cloud_RoleName`). */
  readonly app: string;
  /** ARM id of the Application Insights component that took it. */
  readonly componentId: string;
  /** Name of the function (`operation_Name`); empty outside of a call. */
  readonly functionName: string;
  /** 0 verbose, 1 information, 2 warning, 3 error, 4 critical. */
  readonly severity: number;
  readonly message: string;
}

type Listener = (trace: Trace) => void;

/** What function apps logged, as far as they have an Application Insights component that takes it. */
export class Traces {
  readonly all: Trace[] = [];
  readonly #listeners: Listener[] = [];

  add(trace: Trace): void {
    this.all.push(trace);
    for (const listener of this.#listeners) listener(trace);
  }

  onTrace(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Those of a component from one time on and before another. */
  between(componentId: string, from: number, to: number): Trace[] {
    return this.all.filter(
      (trace) =>
        trace.componentId.toLowerCase() === componentId.toLowerCase() &&
        trace.time >= from &&
        trace.time < to,
    );
  }
}
