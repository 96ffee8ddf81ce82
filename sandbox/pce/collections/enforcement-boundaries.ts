import { labels, partial } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import type { PolicyRow } from "../policy/policy";
import { policyCollection } from "../policy/policy-collection";
import { type Actor, actorsSchema, labelsOfActors, readActors } from "../rules/actors";
import { type IngressService, ingressServicesSchema, readIngressServices } from "../rules/ingress-services";
import { closed, flag, text } from "../schema";
import { hasPort } from "../services/service-ports";

interface BoundaryRow extends PolicyRow {
  readonly enabled: boolean;
  readonly providers: readonly Actor[];
  readonly consumers: readonly Actor[];
  readonly ingress_services: readonly IngressService[];
}

const actors = actorsSchema(["ams"], ["label", "label_group", "ip_list"]);

const changeable = {
  name: text({ min: 1, max: 255 }),
  enabled: flag,
  providers: actors,
  consumers: actors,
  ingress_services: ingressServicesSchema,
};

const updateSchema = { name: "sec_policy_enforcement_boundaries_put", check: closed(changeable) };

const labelsOf = ({ providers, consumers }: BoundaryRow) => [
  ...labelsOfActors(providers),
  ...labelsOfActors(consumers),
];

const portsOf = ({ ingress_services: services }: BoundaryRow) =>
  services.flatMap((service) => ("href" in service ? [] : service));

/**
 * Enforcement boundaries: what workloads in selective enforcement block. UNCONFIRMED: that names are unique, and the
 * tokens of a taken name and of a label in one.
 */
const boundaries: ObjectDefinition<BoundaryRow> = {
  kind: "enforcement_boundary",
  path: "sec_policy/draft/enforcement_boundaries",
  ids: "integer",
  createSchema: {
    name: "sec_policy_enforcement_boundaries_post",
    check: closed(changeable, ["name", "providers", "consumers", "ingress_services"]),
  },
  updateSchema: () => updateSchema,
  unique: [
    {
      keyOf: ({ name }) => name,
      token: "enforcement_boundary_name_in_use",
      message: "Enforcement boundary name is in use",
    },
  ],
  labelUses: [
    {
      usage: "enforcement_boundary",
      token: "label_still_has_associated_enforcement_boundary",
      hrefs: labelsOf,
    },
  ],
  blank: {
    name: "",
    enabled: true,
    providers: [],
    consumers: [],
    ingress_services: [],
    update_type: "create",
  },
  filters: {
    name: partial(({ name }) => name),
    labels: labels(labelsOf),
    service: partial(({ ingress_services: services }) =>
      services.map((service) => ("href" in service ? service.href : "")).join(" "),
    ),
    "service_ports.port": (value) => (row) => hasPort(portsOf(row), Number(value)),
    "service_ports.proto": (value) => (row) => portsOf(row).some(({ proto }) => String(proto) === value),
  },
  read(store, { providers, consumers, ingress_services: services, ...rest }) {
    return {
      ...rest,
      ...(providers === undefined ? {} : { providers: readActors(store, providers as Actor[]) }),
      ...(consumers === undefined ? {} : { consumers: readActors(store, consumers as Actor[]) }),
      ...(services === undefined
        ? {}
        : { ingress_services: readIngressServices(store, services as IngressService[]) }),
    };
  },
  render: (_, row) => row,
};

export const collection = policyCollection(boundaries);
