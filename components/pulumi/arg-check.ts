import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../spec/problem";

/**
 * Checks the arguments of a component.
 *
 * Plain values are looked at once, and `throwIfAny` reports all of their problems together, each with the path of its
 * property. A value that is known later is looked at then: whatever is made from it fails, and the deployment with it.
 */
export class ArgCheck {
  private readonly problems: pulumi.InputPropertyErrorDetails[] = [];

  constructor(private readonly component: string) {}

  /** Reports a problem that is seen without any value. */
  report(propertyPath: string, reason: string | undefined): void {
    if (reason !== undefined) this.problems.push({ propertyPath, reason });
  }

  required<T>(propertyPath: string, input: pulumi.Input<T>, problem: Problem<T>): pulumi.Output<T> {
    if (input !== undefined) return this.value(propertyPath, input, problem);
    this.report(propertyPath, "is missing");
    return pulumi.output(input) as pulumi.Output<T>;
  }

  optional<T>(
    propertyPath: string,
    input: pulumi.Input<T> | undefined,
    byDefault: T,
    problem: Problem<T>,
  ): pulumi.Output<T> {
    return input === undefined
      ? (pulumi.output(byDefault) as pulumi.Output<T>)
      : this.value(propertyPath, input, problem);
  }

  /**
   * Looks at two values together.
   *
   * @param one input and output of the value that is reported at `propertyPath`
   */
  agree<T, U>(
    propertyPath: string,
    one: readonly [pulumi.Input<T>, pulumi.Output<T>],
    other: readonly [pulumi.Input<U>, pulumi.Output<U>],
    problem: (one: T, other: U) => string | undefined,
  ): pulumi.Output<T> {
    if (!isKnownLater(one[0]) && !isKnownLater(other[0])) {
      this.report(propertyPath, problem(one[0] as T, other[0] as U));
      return one[1];
    }
    return pulumi.all([one[1], other[1]]).apply(([value, otherValue]) => {
      const reason = problem(value as T, otherValue as U);
      if (reason !== undefined) throw this.error([{ propertyPath, reason }]);
      return value as T;
    }) as pulumi.Output<T>;
  }

  throwIfAny(): void {
    if (this.problems.length > 0) throw this.error(this.problems);
  }

  private value<T>(propertyPath: string, input: pulumi.Input<T>, problem: Problem<T>): pulumi.Output<T> {
    const later = isKnownLater(input);
    if (!later) this.report(propertyPath, problem(input as T));
    return (pulumi.output(input) as pulumi.Output<T>).apply((value) => {
      const reason = later ? problem(value) : undefined;
      if (reason !== undefined) throw this.error([{ propertyPath, reason }]);
      return value;
    }) as pulumi.Output<T>;
  }

  private error(errors: pulumi.InputPropertyErrorDetails[]): pulumi.InputPropertiesError {
    const lines = errors.map(({ propertyPath, reason }) => `\n  ${propertyPath}: ${reason}`);
    return new pulumi.InputPropertiesError({ message: `${this.component}:${lines.join("")}`, errors });
  }
}

function isKnownLater(input: unknown): boolean {
  if (Array.isArray(input)) return input.some(isKnownLater);
  return pulumi.Output.isInstance(input) || input instanceof Promise;
}
