export {
  ConsumerKind,
  type ConsumerSource,
  type NotExpressible,
  NotExpressibleReason,
  type PolicyAnswer,
  type PolicyConsumer,
  type PolicyProvider,
  type PolicyQuestion,
  type PortRange,
  type RuleReference,
} from "./answer";
export type {
  ActorFact,
  ContainerWorkloadFact,
  DenyRuleFact,
  HrefFact,
  IpListFact,
  PolicyFacts,
  RuleFact,
  RuleSetFact,
  ScopeEntryFact,
  ServiceBindingFact,
  ServiceFact,
  ServicePortFact,
  VirtualServiceFact,
} from "./facts";
export { PolicyIndex } from "./policy-index";
export { ruleTitle } from "./rule-title";
export { whoReaches } from "./who-reaches";
