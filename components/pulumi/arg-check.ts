import * as pulumi from "@pulumi/pulumi";
import { Checks, type Problem, type Rule, type SureRule } from "../../core/checks";
import { isRecord } from "../../core/checks/json";

/** The checked arguments of a table of rules. */
export type ArgOutputs<Rules> = {
  readonly [Name in keyof Rules]: pulumi.Output<Rules[Name] extends Rule<infer T> ? T : never>;
};

/** Names of the arguments of a block; the type keeps it whole. */
export type ArgNames<Args> = Readonly<Record<keyof Args, true>>;

/**
 * Checks the arguments of a component.
 *
 * Plain values are checked at once, and `throwIfAny` reports all of their problems together, each with the path of its
 * property. A value that is known later is checked then; a problem makes whatever is made from the value fail, and the
 * deployment with it.
 */
export class ArgCheck {
  /** Reports problems of plain values; an output or a promise is known later. */
  readonly checks = Checks.start({ isLater });

  constructor(private readonly component: string) {}

  /** Checks an argument by a rule, which also gives the value of an argument that was left out. */
  read<T>(propertyPath: string, input: pulumi.Input<unknown>, rule: SureRule<T>): pulumi.Output<T> {
    const before = this.checks.problems.length;
    const known = this.checks.called(propertyPath).read(input, rule);
    const isRefused = this.checks.problems.length > before;
    if (isRefused || !holdsLater(input)) return pulumi.output(known) as pulumi.Output<T>;
    return (pulumi.output(input) as pulumi.Output<unknown>).apply((value) => {
      const checks = Checks.start();
      const result = checks.called(propertyPath).read(value, rule);
      if (checks.problems.length > 0) throw this.error(checks.problems);
      return result;
    }) as pulumi.Output<T>;
  }

  /** Checks the arguments of a table of rules. @param block path of the block in which they stand */
  readAll<Rules extends Readonly<Record<string, SureRule<unknown>>>>(
    args: object | undefined,
    rules: Rules,
    block?: string,
  ): ArgOutputs<Rules> {
    const given: Readonly<Record<string, pulumi.Input<unknown>>> = { ...args };
    const read = Object.entries(rules).map(([name, rule]) => [
      name,
      this.read(block === undefined ? name : `${block}.${name}`, given[name], rule),
    ]);
    return Object.fromEntries(read) as ArgOutputs<Rules>;
  }

  /**
   * Checks what a program without types may get wrong about all arguments. @throws pulumi.InputPropertiesError when they
   * are no object, because nothing of them can be read
   */
  args<Args>(args: unknown, names: ArgNames<Args>): void {
    if (this.isObject("args", args)) this.#known("", args, names);
    else this.throwIfAny();
  }

  /** Reports a block of arguments that is no object, and arguments that it does not have; it may be left out. */
  block<Args>(propertyPath: string, block: unknown, names: ArgNames<Args>, { isSecret = false } = {}): void {
    if (block === undefined || block === null) return;
    if (this.isObject(propertyPath, block, { isSecret })) this.#known(propertyPath, block, names);
  }

  /** Whether arguments are an object, whose values may be outputs; otherwise that is reported. @param options.isSecret whether no message may repeat it */
  isObject(propertyPath: string, block: unknown, { isSecret = false } = {}): block is object {
    const checks = this.checks.called(propertyPath);
    if (isLater(block))
      this.report(propertyPath, "must be an object, got an output; its values may be outputs");
    else if (isRecord(block)) return true;
    else (isSecret ? checks.secret() : checks).must("be an object", block);
    return false;
  }

  #known(propertyPath: string, block: object, names: Readonly<Record<string, true>>): void {
    for (const [name, value] of Object.entries(block))
      if (value !== undefined && !Object.hasOwn(names, name))
        this.checks
          .called(propertyPath)
          .at(name)
          .fail(`unknown argument; known are ${Object.keys(names).join(", ")}`);
  }

  /** Reports an argument that is an output or a promise, where its value is needed at once. */
  known(propertyPath: string, input: unknown, reason: string): void {
    if (holdsLater(input)) this.report(propertyPath, `${reason}; it is an output`);
  }

  /** Reports a problem that is seen without any value. */
  report(propertyPath: string, reason: string | undefined): void {
    if (reason !== undefined) this.checks.called(propertyPath).fail(reason);
  }

  /**
   * Checks two values together.
   *
   * @param one input and output of the value that is reported at `propertyPath`
   */
  agree<T, U>(
    propertyPath: string,
    one: readonly [pulumi.Input<T>, pulumi.Output<T>],
    other: readonly [pulumi.Input<U>, pulumi.Output<U>],
    problem: (one: T, other: U) => string | undefined,
  ): pulumi.Output<T> {
    if (!holdsLater(one[0]) && !holdsLater(other[0])) {
      this.report(propertyPath, problem(one[0] as T, other[0] as U));
      return one[1];
    }
    return pulumi.all([one[1], other[1]]).apply(([value, otherValue]) => {
      const reason = problem(value as T, otherValue as U);
      if (reason !== undefined) throw this.error([{ path: propertyPath, reason }]);
      return value as T;
    }) as pulumi.Output<T>;
  }

  throwIfAny(): void {
    if (this.checks.problems.length > 0) throw this.error(this.checks.problems);
  }

  private error(problems: readonly Problem[]): pulumi.InputPropertiesError {
    const lines = problems.map(({ path, reason }) => `\n  ${path}: ${reason}`);
    const errors = problems.map(({ path, reason }) => ({ propertyPath: path, reason }));
    return new pulumi.InputPropertiesError({ message: `${this.component}:${lines.join("")}`, errors });
  }
}

function isLater(input: unknown): boolean {
  return pulumi.Output.isInstance(input) || input instanceof Promise;
}

function holdsLater(input: unknown): boolean {
  if (isLater(input)) return true;
  if (Array.isArray(input)) return input.some(holdsLater);
  const isPlain = input instanceof Object && Object.getPrototypeOf(input) === Object.prototype;
  return isPlain && Object.values(input).some(holdsLater);
}
