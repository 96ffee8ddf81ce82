import { ServiceNowError } from "../answer";
import type { InstanceClock } from "../clock";
import type { User } from "./users";

/** A rule for one user, for the users with a role, or for all users. */
export interface RateLimitRule {
  readonly callsPerHour: number;
  readonly user?: string;
  readonly role?: string;
}

type StoredRule = RateLimitRule & { readonly id: string };

const HOUR_IN_MS = 3_600_000;

/**
 * Rules of calls per hour. A rule for the user beats rules for roles, of which the lowest counts; those beat rules for
 * all. UNCONFIRMED: that the hour is the one of the clock.
 */
export class RateLimits {
  #rules: readonly StoredRule[] = [];
  readonly #counts = new Map<string, { hour: number; calls: number }>();

  constructor(
    private readonly clock: InstanceClock,
    private readonly newId: () => string,
  ) {}

  set(rules: readonly RateLimitRule[]): void {
    this.#rules = rules.map((rule) => ({ ...rule, id: this.newId() }));
    this.#counts.clear();
  }

  /** Counts a call. @returns headers of its answer, none where no rule is for the user @throws ServiceNowError 429 */
  take(user: User): Readonly<Record<string, string>> {
    const rule = this.#ruleOf(user);
    if (rule === undefined) return {};
    const hour = Math.floor(this.clock.now() / HOUR_IN_MS);
    const key = `${rule.id} ${user.name}`;
    const before = this.#counts.get(key);
    const calls = (before?.hour === hour ? before.calls : 0) + 1;
    this.#counts.set(key, { hour, calls });
    const reset = ((hour + 1) * HOUR_IN_MS) / 1000;
    const headers = {
      "X-RateLimit-Limit": String(rule.callsPerHour),
      "X-RateLimit-Reset": String(reset),
      "X-RateLimit-Rule": rule.id,
    };
    if (calls <= rule.callsPerHour) return headers;
    const wait = Math.max(1, Math.ceil(reset - this.clock.now() / 1000));
    throw new ServiceNowError(
      429,
      "Rate limit exceeded",
      `The rule ${rule.id} allows ${rule.callsPerHour} calls per hour`,
      { ...headers, "Retry-After": String(wait) },
    );
  }

  #ruleOf({ name, roles }: User): StoredRule | undefined {
    const lowest = (rules: readonly StoredRule[]): StoredRule | undefined =>
      [...rules].sort((a, b) => a.callsPerHour - b.callsPerHour)[0];
    return (
      lowest(this.#rules.filter(({ user }) => user === name)) ??
      lowest(this.#rules.filter(({ role }) => role !== undefined && roles.includes(role))) ??
      lowest(this.#rules.filter(({ user, role }) => user === undefined && role === undefined))
    );
  }
}
