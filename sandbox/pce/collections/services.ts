import type { Filter } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import type { PceStore } from "../pce-store";
import { builtIn } from "../policy/built-in-objects";
import {
  blankDescription,
  type DescribedRow,
  descriptionFilters,
  descriptionSchema,
} from "../policy/common-fields";
import { policyCollection } from "../policy/policy-collection";
import { anything, closed, text } from "../schema";
import {
  hasPort,
  type ServicePort,
  servicePorts,
  windowsEgressServices,
  windowsServices,
} from "../services/service-ports";

interface ServiceRow extends DescribedRow {
  readonly process_name: string;
  readonly risk_details: object;
  readonly service_ports: readonly ServicePort[];
  readonly windows_services: readonly Partial<ServicePort>[];
  readonly windows_egress_services: readonly object[];
}

const changeable = {
  ...descriptionSchema,
  process_name: text(),
  risk_details: anything,
  service_ports: servicePorts,
  windows_services: windowsServices,
  windows_egress_services: windowsEgressServices,
};

const updateSchema = { name: "sec_policy_services_put", check: closed(changeable) };

const portsOf = ({ service_ports, windows_services }: ServiceRow) => [...service_ports, ...windows_services];

const port: Filter<ServiceRow> = (value) => (row) => hasPort(portsOf(row), Number(value));
const proto: Filter<ServiceRow> = (value) => (row) =>
  portsOf(row).some((entry) => String(entry.proto) === value);

/** Services: protocols with their ports. Names may repeat. */
const services: ObjectDefinition<ServiceRow> = {
  kind: "service",
  path: "sec_policy/draft/services",
  ids: "integer",
  createSchema: { name: "sec_policy_services_post", check: closed(changeable, ["name"]) },
  updateSchema: () => updateSchema,
  unique: [],
  blank: {
    ...blankDescription,
    process_name: "",
    risk_details: { ransomware: null },
    service_ports: [],
    windows_services: [],
    windows_egress_services: [],
  },
  filters: { ...descriptionFilters, port, proto },
  render(_, { service_ports, windows_services, windows_egress_services, ...row }) {
    return {
      ...row,
      ...(service_ports.length > 0 ? { service_ports } : {}),
      ...(windows_services.length > 0 ? { windows_services } : {}),
      ...(windows_egress_services.length > 0 ? { windows_egress_services } : {}),
    };
  },
};

/** The service of every protocol. */
function builtInServices(store: PceStore): void {
  builtIn<ServiceRow>(store, "services", {
    ...services.blank,
    name: "All Services",
    service_ports: [{ proto: -1 }],
  });
}

export const collection = policyCollection(services, { builtIns: builtInServices });
