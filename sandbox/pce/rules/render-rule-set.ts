import type { LabelRow } from "../label-rows";
import type { PceStore } from "../pce-store";
import type { PolicyRow } from "../policy/policy";
import { policyRow } from "../policy/references";
import type { Reference } from "../table";
import type { Actor } from "./actors";
import type { IngressService } from "./ingress-services";
import type { RuleRow } from "./rule-row";
import type { RuleSetRow } from "./rule-set-row";
import type { ScopeEntry } from "./scopes";

/**
 * How much `representation` asks for beside the hrefs: labels with key and value, services with their ports, everything
 * else with its name. UNCONFIRMED: the values but `rule_set_services_labels_and_names`, and which attributes of a
 * service come with it.
 */
interface Representation {
  readonly labels: boolean;
  readonly services: boolean;
  readonly names: boolean;
}

function representationOf(query: URLSearchParams): Representation {
  const words = new Set((query.get("representation") ?? "").split("_"));
  const isOfRules = words.has("rule") || words.has("sec");
  const has = (word: string): boolean => isOfRules && words.has(word);
  return { labels: has("labels"), services: has("services"), names: has("names") };
}

export function renderRuleSet(store: PceStore, row: RuleSetRow, query: URLSearchParams): object {
  const shown = representationOf(query);
  return {
    ...row,
    scopes: row.scopes.map((scope) => scope.map((entry) => expandActor(store, entry, shown))),
    rules: row.rules.map((rule) => expandRule(store, rule, shown)),
    deny_rules: row.deny_rules.map((rule) => expandRule(store, rule, shown)),
  };
}

export function renderRule(store: PceStore, rule: RuleRow, query: URLSearchParams): object {
  return expandRule(store, rule, representationOf(query));
}

function expandRule(store: PceStore, rule: RuleRow, shown: Representation): object {
  return {
    ...rule,
    providers: rule.providers.map((actor) => expandActor(store, actor, shown)),
    consumers: rule.consumers.map((actor) => expandActor(store, actor, shown)),
    ingress_services: rule.ingress_services.map((service) => expandService(store, service, shown)),
    egress_services: rule.egress_services.map((service) => expandService(store, service, shown)),
  };
}

function expandActor(store: PceStore, actor: Actor | ScopeEntry, shown: Representation): object {
  if (!shown.labels && !shown.names) return actor;
  return Object.fromEntries(
    Object.entries(actor).map(([name, value]) => {
      if (typeof value !== "object") return [name, value];
      const expands = name === "label" || name === "label_group" ? shown.labels : shown.names;
      return [name, expands ? { ...value, ...namesOf(store, name, value) } : value];
    }),
  );
}

function namesOf(store: PceStore, kind: string, { href }: Reference): object {
  if (kind === "label") {
    const { key, value } = store.table<LabelRow>("labels").get(href) ?? {};
    return { key, value };
  }
  if (kind === "workload") {
    const { name, hostname, deleted } = store
      .table<PolicyRow & { readonly hostname: string }>("workloads")
      .get(href)!;
    return { name, hostname, deleted };
  }
  const { name, key } = (policyRow(store, href) ?? {}) as { name?: string; key?: string };
  return { name, ...(key === undefined ? {} : { key }) };
}

function expandService(store: PceStore, service: IngressService, shown: Representation): object {
  if (!("href" in service) || !shown.services) return service;
  const { name, service_ports: ports } = (policyRow(store, service.href) ?? {}) as {
    name?: string;
    service_ports?: object[];
  };
  return { ...service, ...(shown.names ? { name } : {}), service_ports: ports ?? [] };
}
