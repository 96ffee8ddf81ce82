import type { Construct } from "constructs";
import { Checks, isToken, type SureRule } from "../../core/checks";
import { MUST_BE_KNOWN } from "../shared/aws/plain-number";

/**
 * Checks the props of a construct. Synthesis fails with all problems of all constructs at once, each with the path of
 * its prop.
 *
 * A value with a problem is replaced by another one, so that the construct is complete and its problem is what the
 * user sees; nothing of it is deployed. A token passes every rule but those of {@link PropCheck.literal}, and so does what
 * stands for a VPC that the CDK CLI has not looked up yet.
 */
export class PropCheck {
  readonly checks = Checks.start({ isLater });
  readonly #atSynthesis: ((checks: Checks) => void)[] = [];

  /** @param scope the construct whose props are checked */
  constructor(readonly scope: Construct) {
    scope.node.addValidation({ validate: () => this.#problems() });
  }

  /**
   * Checks a prop by a rule, which also gives the value of a prop that was left out.
   *
   * @param otherwise takes the place of a refused value of a prop without default
   */
  read<T>(path: string, value: unknown, rule: SureRule<T>, otherwise?: T): T {
    const read = this.checks.called(path).read<T>(value, rule);
    return read ?? otherwise ?? (rule.absent(Checks.start()) as T);
  }

  /**
   * Like {@link read}, for a value that is needed while the program runs: a token is a problem.
   *
   * @param reason why it is needed, as the reason of the problem
   */
  literal<T>(path: string, value: unknown, rule: SureRule<T>, reason = MUST_BE_KNOWN): T {
    const checks = this.checks.called(path);
    const read = checks.read<T>(value, rule);
    if (!isToken(read)) return read ?? (rule.absent(Checks.start()) as T);
    checks.fail(reason);
    return rule.absent(Checks.start()) as T;
  }

  /** Reports a problem of a prop. */
  report(path: string, reason: string | undefined): void {
    if (reason !== undefined) this.checks.called(path).fail(reason);
  }

  /** Adds a check of what is known only when the app is complete. */
  atSynthesis(check: (checks: Checks) => void): void {
    this.#atSynthesis.push(check);
  }

  #problems(): string[] {
    const late = Checks.start({ isLater });
    for (const check of this.#atSynthesis) check(late);
    return [...this.checks.problems, ...late.problems].map(({ path, reason }) => `${path}: ${reason}`);
  }
}

/** Ids of a VPC and its subnets in the first synthesis of an app that looks the VPC up. */
const NOT_LOOKED_UP = /^(vpc|[ps])-(12345|67890)$/;

function isLater(value: unknown): boolean {
  return isToken(value) || (typeof value === "string" && NOT_LOOKED_UP.test(value));
}
