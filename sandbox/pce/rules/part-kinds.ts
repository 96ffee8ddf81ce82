import { invalidInput } from "../pce-error";
import type { PceStore } from "../pce-store";
import { type Check, closed, flag, list, nullable, oneOf, reference, text } from "../schema";
import { type Actor, type ActorName, actorsSchema, readActors } from "./actors";
import { type IngressService, ingressServicesSchema, readIngressServices } from "./ingress-services";
import type { PartKind } from "./part-kind";
import type { DenyRuleRow, IpTablesRuleRow, SecRuleRow } from "./rule-row";

type Properties = Readonly<Record<string, Check>>;

/** The schemas of one kind; `update_type` may stand in an entry and says nothing. */
function schemas(name: string, properties: Properties, required: readonly string[]) {
  const entry = { ...properties, href: text(), update_type: oneOf("create", "update", "delete") };
  return {
    createSchema: { name: `sec_policy_rule_sets_${name}_post`, check: closed(properties, required) },
    updateSchema: { name: `sec_policy_rule_sets_${name}_put`, check: closed(properties) },
    entrySchema: { name: "sec_policy_rule_sets_put", check: closed(entry) },
  };
}

function readRule(store: PceStore, body: Readonly<Record<string, unknown>>): object {
  const { providers, consumers, ingress_services: services, egress_services: egress, ...rest } = body;
  return {
    ...rest,
    ...(providers === undefined ? {} : { providers: readActors(store, providers as Actor[]) }),
    ...(consumers === undefined ? {} : { consumers: readActors(store, consumers as Actor[]) }),
    ...(services === undefined
      ? {}
      : { ingress_services: readIngressServices(store, services as IngressService[]) }),
    ...(egress === undefined
      ? {}
      : { egress_services: readIngressServices(store, egress as IngressService[]) }),
  };
}

const anyRule = {
  enabled: flag,
  description: text(),
  ingress_services: ingressServicesSchema,
  // For processes of the consumers. UNCONFIRMED: which entries it takes besides services.
  egress_services: ingressServicesSchema,
  network_type: oneOf("brn", "non_brn", "all"),
  unscoped_consumers: flag,
};

const blankRule = {
  enabled: true,
  description: "",
  providers: [],
  consumers: [],
  ingress_services: [],
  egress_services: [],
  network_type: "brn",
  unscoped_consumers: false,
};

const resolved = list(oneOf("workloads", "virtual_services"), { min: 1 });
const consumers: readonly ActorName[] = ["label", "label_group", "workload", "virtual_service", "ip_list"];

/** Rules that allow. */
export const secRules: PartKind<SecRuleRow> = {
  kind: "sec_rule",
  list: "rules",
  path: "sec_rules",
  ...schemas(
    "sec_rules",
    {
      ...anyRule,
      providers: actorsSchema(["ams"], [...consumers, "virtual_server"], ["label"]),
      consumers: actorsSchema(["ams", "container_host"], consumers, ["label", "ip_list"]),
      resolve_labels_as: closed({ providers: resolved, consumers: resolved }, ["providers", "consumers"]),
      sec_connect: flag,
      stateless: flag,
      machine_auth: flag,
      consuming_security_principals: list(reference),
      use_workload_subnets: list(oneOf("providers", "consumers")),
      external_data_set: nullable(text()),
      external_data_reference: nullable(text()),
    },
    ["enabled", "providers", "consumers", "ingress_services", "resolve_labels_as"],
  ),
  blank: {
    ...blankRule,
    resolve_labels_as: { providers: ["workloads"], consumers: ["workloads"] },
    sec_connect: false,
    stateless: false,
    machine_auth: false,
    consuming_security_principals: [],
    use_workload_subnets: [],
    external_data_set: null,
    external_data_reference: null,
  },
  read: readRule,
  check({ resolve_labels_as: { providers }, ingress_services: services }) {
    if (providers.includes("workloads") || services.length === 0) return;
    throw invalidInput(
      "The property '#/ingress_services' has to be empty when providers resolve only to virtual services",
    );
  },
};

const denied = actorsSchema(["ams"], ["label", "label_group", "ip_list", "workload"]);

/** Rules that deny; with `override` before every rule that allows. */
export const denyRules: PartKind<DenyRuleRow> = {
  kind: "deny_rule",
  list: "deny_rules",
  path: "deny_rules",
  ...schemas("deny_rules", { ...anyRule, providers: denied, consumers: denied, override: flag }, [
    "providers",
    "consumers",
    "ingress_services",
  ]),
  blank: { ...blankRule, override: false },
  read: readRule,
};

const statement = closed(
  {
    table_name: oneOf("nat", "mangle", "filter"),
    chain_name: oneOf("PREROUTING", "INPUT", "OUTPUT", "FORWARD", "POSTROUTING"),
    parameters: text(),
  },
  ["table_name", "chain_name", "parameters"],
);

/** Rules of iptables, handed to VENs as they are. They are written with their rule set only. */
export const ipTablesRules: PartKind<IpTablesRuleRow> = {
  kind: "ip_tables_rule",
  list: "ip_tables_rules",
  path: "ip_tables_rules",
  ...schemas(
    "ip_tables_rules",
    {
      enabled: flag,
      description: text(),
      statements: list(statement, { min: 1 }),
      actors: actorsSchema(["ams"], ["label", "label_group", "workload"]),
      ip_version: oneOf("4", "6"),
    },
    ["enabled", "statements", "actors", "ip_version"],
  ),
  blank: { enabled: true, description: "", statements: [], actors: [], ip_version: "4" },
  read: (store, { actors, ...rest }) => ({
    ...rest,
    // These actors are never excluded, and an answer that says so is too much for the Terraform provider.
    ...(actors === undefined
      ? {}
      : { actors: readActors(store, actors as Actor[]).map(({ exclusion: __, ...actor }) => actor) }),
  }),
};
