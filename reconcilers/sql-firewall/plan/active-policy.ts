import {
  type PolicyAnswer,
  type PolicyFacts,
  PolicyIndex,
  type PolicyQuestion,
  whoReaches,
} from "../../../core/policy";
import type { EgressFacts } from "../../../core/sql-firewall";

/** The active policy of a PCE, read once for all firewalls. */
export interface ActivePolicy {
  readonly facts: EgressFacts;
  /** @throws ConfigurationError when nothing is the provider, or an override deny cannot be expressed */
  readonly whoReaches: (question: PolicyQuestion) => PolicyAnswer;
}

const known = new WeakMap<PolicyFacts, ActivePolicy>();

/** The policy that these facts say. They are indexed at the first call. */
export function activePolicy(facts: PolicyFacts): ActivePolicy {
  const policy = known.get(facts) ?? indexed(facts);
  known.set(facts, policy);
  return policy;
}

function indexed(facts: PolicyFacts): ActivePolicy {
  const index = PolicyIndex.of(facts);
  return { facts, whoReaches: (question) => whoReaches(index, question) };
}
