import type { LabelRow } from "../label-rows";
import type { PceStore } from "../pce-store";
import type { VenRow } from "./ven-row";
import type { WorkloadRow } from "./workload-row";

const noRisk = { ransomware: null };

/** A workload as a collection shows it; a GET by href adds `services`. */
export function renderWorkload(store: PceStore, row: WorkloadRow): Record<string, unknown> {
  const { ven, labels, ...own } = row;
  return {
    ...own,
    managed: ven !== null,
    labels: renderLabels(store, labels),
    interfaces: renderInterfaces(store, row),
    selectively_enforced_services: [],
    firewall_coexistence: null,
    containers_inherit_host_policy: false,
    blocked_connection_action: "drop",
    vulnerabilities_summary: null,
    detected_vulnerabilities: [],
    risk_summary: noRisk,
    container_cluster: null,
    ike_authentication_certificate: null,
    deleted_at: row.deleted_at ?? null,
    deleted_by: row.deleted_by ?? null,
    delete_type: null,
    caps: ["write"],
    ...(ven === null ? {} : renderAgent(store, row, ven.href)),
  };
}

export function renderInterfaces(store: PceStore, { interfaces }: WorkloadRow): object[] {
  return interfaces.map((entry) => ({
    ...entry,
    network: {
      href: entry.network?.href ?? `${store.orgHref}/networks/${corporateNetwork}`,
      name: "Corporate",
    },
    network_detection_mode: "single_private_brn",
    loopback: false,
  }));
}

const corporateNetwork = "f5a0c4e2-6d0b-4a6e-9a8e-3b8f0a2d7c11";

export function renderLabels(store: PceStore, hrefs: readonly string[]): object[] {
  const table = store.table<LabelRow>("labels");
  return hrefs.map((href) => {
    const { key, value } = table.get(href)!;
    return { href, key, value };
  });
}

function renderAgent(store: PceStore, row: WorkloadRow, venHref: string): object {
  const ven = store.table<VenRow>("vens").get(venHref);
  return {
    ven: { href: venHref, hostname: row.hostname, name: row.name, status: ven?.status ?? "active" },
    agent: {
      href: `${store.orgHref}/agents/${ven?.agentNumber ?? 1}`,
      config: { mode: "illuminated", log_traffic: false, security_policy_update_mode: "adaptive" },
      status: {
        uid: venHref.slice(venHref.lastIndexOf("/") + 1),
        status: ven?.status ?? "active",
        managed_since: ven?.created_at ?? row.updated_at,
        last_heartbeat_on: store.timestamp(),
        uptime_seconds: 0,
        agent_version: ven?.version ?? null,
        fw_config_current: true,
        firewall_rule_count: 0,
        agent_health_errors: { errors: [], warnings: [] },
        agent_health: [],
        security_policy_sync_state: "syncing",
      },
      type: "Host",
    },
  };
}

/** What only a GET by href shows. */
export function renderServices(row: WorkloadRow): object {
  return { services: { uptime_seconds: 0, created_at: row.created_at, open_service_ports: [] } };
}
