import { type Expected, flag, list, number, object, optional, reference, type Shape, text } from "./shapes";

/** Of what decides who may reach a workload; whatever else the PCE says of an object is accepted. */

const port = object({
  proto: optional(number),
  port: optional(number),
  to_port: optional(number),
  icmp_type: optional(number),
  process_name: optional(text),
  service_name: optional(text),
  windows_service_name: optional(text),
});

const scopeEntry = {
  label: optional(reference),
  label_group: optional(reference),
  exclusion: optional(flag),
};

const actor = object({
  ...scopeEntry,
  actors: optional(text),
  workload: optional(reference),
  virtual_service: optional(reference),
  virtual_server: optional(reference),
  ip_list: optional(reference),
});

const rule = {
  href: text,
  enabled: optional(flag),
  description: optional(text),
  providers: list(actor),
  consumers: list(actor),
  ingress_services: optional(list(both(port, object({ href: optional(text) })))),
  egress_services: optional(list(object({}))),
  resolve_labels_as: optional(object({ providers: optional(list(text)), consumers: optional(list(text)) })),
  unscoped_consumers: optional(flag),
  use_workload_subnets: optional(list(text)),
  network_type: optional(text),
  sec_connect: optional(flag),
  machine_auth: optional(flag),
  consuming_security_principals: optional(list(object({}))),
};

export const RULE_SET: Expected = {
  what: "rule sets",
  shape: object({
    href: text,
    name: optional(text),
    enabled: optional(flag),
    scopes: list(list(object(scopeEntry))),
    rules: optional(list(object(rule))),
    deny_rules: optional(list(object({ ...rule, override: optional(flag) }))),
  }),
};

export const IP_LIST: Expected = {
  what: "IP lists",
  shape: object({
    href: text,
    name: optional(text),
    ip_ranges: optional(list(object({ from_ip: text, to_ip: optional(text), exclusion: optional(flag) }))),
    fqdns: optional(list(object({ fqdn: text }))),
  }),
};

export const SERVICE: Expected = {
  what: "services",
  shape: object({
    href: text,
    name: optional(text),
    process_name: optional(text),
    service_ports: optional(list(port)),
    windows_services: optional(list(port)),
    windows_egress_services: optional(list(object({}))),
  }),
};

export const VIRTUAL_SERVICE: Expected = {
  what: "virtual services",
  shape: object({
    href: text,
    name: optional(text),
    labels: optional(list(reference)),
    service: optional(reference),
    service_ports: optional(list(port)),
    ip_overrides: optional(list(text)),
  }),
};

export const SERVICE_BINDING: Expected = {
  what: "service bindings",
  shape: object({
    href: text,
    virtual_service: reference,
    workload: optional(reference),
    container_workload: optional(reference),
    port_overrides: optional(
      list(object({ port: number, proto: number, new_port: number, new_to_port: optional(number) })),
    ),
  }),
};

export const CONTAINER_WORKLOAD: Expected = {
  what: "container workloads",
  shape: object({
    href: text,
    name: optional(text),
    deleted: optional(flag),
    labels: optional(list(reference)),
    interfaces: optional(list(object({ name: optional(text), address: optional(text) }))),
  }),
};

function both(one: Shape, other: Shape): Shape {
  return (value, path) => one(value, path) ?? other(value, path);
}
