import type { ClockEvent } from "../../cloud/clock";
import type { Foundation } from "../foundation";
import type { FunctionInvoker } from "../lambda/invocation";

export interface RuleTarget {
  readonly id: string;
  /** ARN of a function. */
  readonly arn: string;
  /** JSON text that the function gets instead of the event. */
  readonly input: string | undefined;
}

export interface ScheduledRule {
  readonly name: string;
  readonly arn: string;
  readonly everyInMilliseconds: number;
  readonly enabled: boolean;
  readonly targets: readonly RuleTarget[];
}

interface Running {
  rule: ScheduledRule;
  next: ClockEvent | undefined;
}

type Needs = Pick<Foundation, "accountId" | "region" | "clock" | "ids" | "metrics"> & {
  readonly functions: FunctionInvoker;
};

/**
 * EventBridge, limited to rules that run at a rate. The first run is one interval after the rule was made or its rate
 * changed.
 *
 * When a target refuses, because a permission is missing or the target is gone, the only trace is `FailedInvocations`,
 * as in AWS.
 */
export class EventService {
  readonly #cloud: Needs;
  readonly #rules = new Map<string, Running>();

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  has(name: string): boolean {
    return this.#rules.has(name);
  }

  put(rule: ScheduledRule): void {
    const known = this.#rules.get(rule.name);
    const goesOn =
      known?.rule.enabled === rule.enabled && known.rule.everyInMilliseconds === rule.everyInMilliseconds;
    if (known && goesOn) {
      known.rule = rule;
      return;
    }
    known?.next?.cancel();
    const running: Running = { rule, next: undefined };
    this.#rules.set(rule.name, running);
    if (rule.enabled) this.#plan(running);
  }

  remove(name: string): void {
    this.#rules.get(name)?.next?.cancel();
    this.#rules.delete(name);
  }

  #plan(running: Running): void {
    const run = () => {
      this.#plan(running);
      return this.#trigger(running.rule);
    };
    running.next = this.#cloud.clock.after(running.rule.everyInMilliseconds, run, { background: true });
  }

  async #trigger({ name, arn, targets }: ScheduledRule): Promise<void> {
    const { metrics, functions } = this.#cloud;
    for (const target of targets) {
      const payload = target.input ?? this.#event(arn);
      const invocation = {
        functionArn: target.arn,
        payload,
        principal: "events.amazonaws.com",
        sourceArn: arn,
      };
      const taken = await functions.invokeByService(invocation).then(
        () => true,
        () => false,
      );
      metrics.put("AWS/Events", "Invocations", { RuleName: name }, taken ? 1 : 0);
      metrics.put("AWS/Events", "FailedInvocations", { RuleName: name }, taken ? 0 : 1);
    }
  }

  /** @see Amazon EventBridge user guide, "Events from scheduled rules" */
  #event(ruleArn: string): string {
    const { ids, accountId, region, clock } = this.#cloud;
    return JSON.stringify({
      version: "0",
      id: ids.uuid(),
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: accountId,
      time: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
      region,
      resources: [ruleArn],
      detail: {},
    });
  }
}
