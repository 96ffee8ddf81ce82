import { ConfigurationError } from "../errors";
import { bareKind, shown } from "./shown";

/** What is wrong with one value. */
export interface Problem {
  /** Where it stands: `target.serials[1]`, `interfaces["eth0.100"]`, or the name of a setting. */
  readonly path: string;
  /** Completes the path to a sentence: `must be text, got 7`. */
  readonly reason: string;
}

/** Checks one value: returns it as it is to be used, or reports a problem to `checks` and returns `undefined`. */
export interface Rule<T> {
  (value: unknown, checks: Checks): T | undefined;
  /** Returns the default, or reports a problem, when there is no value. Without it the value may be left out. */
  readonly absent?: (checks: Checks) => T | undefined;
}

/** A rule that also decides what happens when there is no value. */
export interface SureRule<T> extends Rule<T> {
  readonly absent: (checks: Checks) => T | undefined;
}

export interface ChecksOptions {
  /** Whether a value stands for one that is known only later; such a value passes every rule. @default none does */
  readonly isLater?: (value: unknown) => boolean;
}

interface Place {
  readonly path: string;
  readonly isSecret?: boolean;
  readonly advice?: string;
}

/**
 * Collects the problems of values, each with its path. {@link Checks.at} goes one step deeper into the value; all steps
 * report to one list.
 */
export class Checks {
  private constructor(
    readonly problems: readonly Problem[],
    private readonly report: (problem: Problem) => void,
    private readonly options: ChecksOptions,
    private readonly place: Place,
  ) {}

  static start(options: ChecksOptions = {}): Checks {
    const problems: Problem[] = [];
    return new Checks(problems, (problem) => problems.push(problem), options, { path: "" });
  }

  get path(): string {
    return this.place.path;
  }

  /** These checks one step deeper in the value: a member of a record by its key, an item of a list by its index. */
  at(step: string | number): Checks {
    return this.called(stepPath(this.path, step));
  }

  /** These checks under another path, such as the name of a setting. */
  called(path: string): Checks {
    return this.with({ path });
  }

  /** These checks for a value that no message may repeat. */
  secret(): Checks {
    return this.with({ isSecret: true });
  }

  /** These checks with advice at the end of every reason. */
  advising(advice: string): Checks {
    return this.with({ advice });
  }

  /** Reports a problem. */
  fail(reason: string): undefined {
    const { path, advice } = this.place;
    this.report({ path, reason: advice === undefined ? reason : `${reason}; ${advice}` });
  }

  /** Reports that a value must be something else: `must("be text", 7)` is `must be text, got 7`. */
  must(what: string, value: unknown): undefined {
    const seen = this.place.isSecret ? bareKind(value) : shown(value);
    const isUnsaid = this.place.isSecret && typeof value === "string";
    return this.fail(isUnsaid ? `must ${what}` : `must ${what}, got ${seen}`);
  }

  isLater(value: unknown): boolean {
    return this.options.isLater?.(value) ?? false;
  }

  /** Whether there is certain to be a value: one that is known only later may turn out to be none. */
  isGiven<T>(value: T | undefined | null): value is T {
    return value !== undefined && value !== null && !this.isLater(value);
  }

  /** Whether a value that is known only later stands anywhere in a value. */
  holdsLater(value: unknown): boolean {
    if (this.isLater(value)) return true;
    if (typeof value !== "object" || value === null) return false;
    return Object.entries(value).some(([key, item]) => this.isLater(key) || this.holdsLater(item));
  }

  /**
   * Checks a value by a rule. A value that is known only later passes unchanged; `null` and `undefined` are no value.
   *
   * @returns `undefined` for a value with a problem, whatever the type says: look at {@link problems} before you use
   *   the result
   */
  read<T>(value: unknown, rule: SureRule<T>): T;
  read<T>(value: unknown, rule: Rule<T>): T | undefined;
  read<T>(value: unknown, rule: Rule<T>): T | undefined {
    if (this.isLater(value)) return value as T;
    if (value === undefined || value === null) return rule.absent?.(this);
    return rule(value, this);
  }

  /**
   * @param subject what the values belong to, for example the name of a file
   * @param advice a last line that tells what to do
   * @throws ConfigurationError that names every problem on a line of its own, or the only one, which the whole subject
   *   has, beside the subject; nothing without problems
   */
  throwIfAny(subject: string, ...advice: string[]): void {
    const [first, ...more] = this.problems;
    if (first === undefined) return;
    if (first.path === "" && more.length === 0)
      throw new ConfigurationError(subject, first.reason, { lines: advice });
    const count = this.problems.length;
    const lines = this.problems.map(({ path, reason }) =>
      path === "" ? `  ${reason}` : `  ${path}: ${reason}`,
    );
    throw new ConfigurationError(subject, count === 1 ? "one problem" : `${count} problems`, {
      lines: [...lines, ...advice],
    });
  }

  private with(change: Partial<Place>): Checks {
    return new Checks(this.problems, this.report, this.options, { ...this.place, ...change });
  }
}

/** Path of a part: `labels.role`, `serials[1]`; a key that is more than a word is quoted, as in `interfaces["eth0.100"]`. */
function stepPath(path: string, step: string | number): string {
  if (typeof step === "number") return `${path}[${step}]`;
  if (path === "") return step;
  return /^[\w-]+$/.test(step) ? `${path}.${step}` : `${path}[${JSON.stringify(step)}]`;
}
