import { isIP } from "node:net";
import { labels, partial } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { notAcceptable } from "../pce-error";
import type { PceStore } from "../pce-store";
import { blankDescription, descriptionFilters, descriptionSchema } from "../policy/common-fields";
import { activeHref } from "../policy/policy";
import { draftReference } from "../policy/references";
import {
  type Check,
  closed,
  integer,
  list,
  oneOf,
  oneOfNumbers,
  reference,
  type Schema,
  text,
} from "../schema";
import { hasPort, orderedPorts, portNumber, type ServicePort } from "../services/service-ports";
import type { Reference } from "../table";
import { readLabels } from "../workloads/read-workload";
import { renderLabels } from "../workloads/render-workload";
import { SERVICE_BINDINGS, type ServiceBindingRow } from "./service-binding-row";
import { VIRTUAL_SERVICES, type VirtualServiceRow } from "./virtual-service-row";

const network: Check = (value, path) => {
  const [address = "", bits] = String(value).split("/");
  const isNetwork = isIP(address) !== 0 && (bits === undefined || /^\d{1,3}$/.test(bits));
  return isNetwork ? [] : [`The property '${path}' value ${JSON.stringify(value)} is not an IP address`];
};

const address: Check = (value, path) => {
  const isName = Object.hasOwn(Object(value), "fqdn");
  const port = integer(-1, 65_535);
  const check = isName
    ? closed({ fqdn: text({ min: 1 }), description: text(), port }, ["fqdn"])
    : closed({ ip: network, network: reference, port }, ["ip"]);
  return check(value, path);
};

const changeable = {
  ...descriptionSchema,
  labels: list(reference, { unique: true }),
  service: reference,
  service_ports: list(
    orderedPorts(closed({ proto: oneOfNumbers(6, 17), port: portNumber, to_port: portNumber }, ["proto"])),
    { min: 1 },
  ),
  apply_to: oneOf("host_only", "internal_bridge_network"),
  ip_overrides: list(network),
  service_addresses: list(address),
};

/** Adds that at most one of the two is there; for a new object, exactly one. */
function oneService(check: Check, needed: boolean): Check {
  return (value, path) => {
    const problems = check(value, path);
    const given = ["service", "service_ports"].filter((key) => Object.hasOwn(Object(value), key));
    const fits = given.length === 1 || (given.length === 0 && !needed);
    return fits
      ? problems
      : [...problems, `The property '${path}' did not match exactly one of: service, service_ports`];
  };
}

const schema = (name: string, check: Check): Schema => ({
  name: `sec_policy_virtual_services_${name}`,
  check,
});
const createSchema = schema("post", oneService(closed(changeable, ["name"]), true));
const updateSchema = schema("put", oneService(closed(changeable), false));
/** An item of a bulk update carries its href. */
export const bulkUpdateSchema = schema(
  "bulk_update_put",
  oneService(closed({ ...changeable, href: text() }, ["href"]), false),
);

function portsOf({ service, service_ports: ports }: VirtualServiceRow, store: PceStore) {
  if (service === null) return ports ?? [];
  const draft = service.href.replace("/sec_policy/active/", "/sec_policy/draft/");
  const found = store.table("sec_policy/draft/services").get(draft);
  return (found as unknown as { service_ports: ServicePort[] } | undefined)?.service_ports ?? [];
}

/**
 * Virtual services: a service that is not tied to one workload. UNCONFIRMED: that names are unique and the token of a
 * taken one, and the token of a deletion while workloads are bound.
 */
export const virtualServices: ObjectDefinition<VirtualServiceRow> = {
  kind: "virtual_service",
  path: VIRTUAL_SERVICES,
  ids: "uuid",
  createSchema,
  updateSchema: () => updateSchema,
  unique: [
    {
      keyOf: ({ name }) => name,
      token: "virtual_service_name_in_use",
      message: "Virtual service name is in use",
    },
  ],
  labelUses: [
    {
      usage: "virtual_service",
      token: "label_still_has_associated_virtual_service",
      hrefs: (row) => row.labels,
    },
  ],
  blank: {
    ...blankDescription,
    labels: [],
    service: null,
    service_ports: null,
    apply_to: "host_only",
    ip_overrides: [],
    service_addresses: [],
  },
  filters: {
    ...descriptionFilters,
    labels: labels((row) => row.labels),
    service: partial(({ service }) => service?.href),
    "service_ports.port": (value, store) => (row) => hasPort(portsOf(row, store), Number(value)),
    "service_ports.proto": (value, store) => (row) =>
      portsOf(row, store).some(({ proto }) => String(proto) === value),
    "service_address.fqdn": partial(({ service_addresses: list }) =>
      list.map(({ fqdn = "" }) => fqdn).join(" "),
    ),
    "service_address.ip": partial(({ service_addresses: list }) => list.map(({ ip = "" }) => ip).join(" ")),
  },
  read(store, { labels: references, service, service_ports: ports, ...rest }) {
    return {
      ...rest,
      ...(references === undefined ? {} : { labels: readLabels(store, references as Reference[]) }),
      ...(service === undefined
        ? {}
        : { service: draftReference(store, "services", service as Reference), service_ports: null }),
      ...(ports === undefined ? {} : { service_ports: ports as ServicePort[], service: null }),
    };
  },
  checkDelete(store, { href }) {
    for (const binding of store.table<ServiceBindingRow>(SERVICE_BINDINGS).live()) {
      if (binding.virtual_service.href === activeHref(href))
        throw notAcceptable("virtual_service_has_service_bindings", `${href} is bound by ${binding.href}`);
    }
  },
  render(store, { labels: hrefs, service, service_ports: ports, ...row }) {
    return {
      ...row,
      labels: renderLabels(store, hrefs),
      pce_fqdn: null,
      ...(service === null ? {} : { service }),
      ...(ports === null ? {} : { service_ports: ports }),
    };
  },
};
