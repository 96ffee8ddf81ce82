import type { NewEvent } from "../event-log";
import { notAcceptable, PceError } from "../pce-error";
import type { PceStore } from "../pce-store";
import { closed, list, text, validate } from "../schema";
import { addVen } from "../workloads/add-ven";
import { readWorkload } from "../workloads/read-workload";
import { blankWorkload, type WorkloadRow } from "../workloads/workload-row";
import { interfaceItem } from "../workloads/workload-schemas";
import { unknownCode } from "./pairing-keys";
import type { PairingProfileRow } from "./pairing-profiles";

export interface Activation {
  readonly activation_code: string;
  readonly hostname: string;
  readonly interfaces: readonly { readonly name: string; readonly address: string }[];
  readonly os_id?: string;
  readonly os_detail?: string;
}

const activationSchema = {
  name: "agents_activate_post",
  check: closed(
    {
      activation_code: text({ min: 1 }),
      hostname: text({ min: 1, max: 255 }),
      interfaces: list(interfaceItem, { unique: true }),
      os_id: text(),
      os_detail: text(),
    },
    ["activation_code", "hostname", "interfaces"],
  ),
};

/**
 * Makes a managed workload of the host that shows a valid activation code, with the labels and the enforcement mode of
 * the code's pairing profile. An unmanaged workload of the same host stays beside it.
 *
 * UNCONFIRMED: that the workload has no name of its own, only the hostname, and no public IP address.
 *
 * @param path of the call, for its event
 * @throws PceError 406 for a body outside the schema, a code that is not valid and a profile that is disabled
 */
export function activateVen(store: PceStore, body: unknown, path: string): { ven: string; workload: string } {
  const record = (status: number, rest: Partial<NewEvent>): void =>
    store.events.record({ eventType: "agent.activate", method: "POST", path, status, ...rest });
  try {
    validate(activationSchema, body);
    const { ven, workload } = pair(store, body as Activation);
    const { href, hostname } = workload;
    const agent = { href: ven.agent, hostname: hostname ?? "" };
    record(201, { changes: [{ kind: "workload", resource: { href, hostname }, type: "create" }], agent });
    return { ven: ven.href, workload: href };
  } catch (error) {
    if (error instanceof PceError) record(error.status, { errors: error.errors });
    throw error;
  }
}

function pair(store: PceStore, activation: Activation) {
  const { activation_code: code, hostname, interfaces, os_id = null, os_detail = null } = activation;
  const profile = profileOf(store, code);
  const now = store.timestamp();
  const workload = store.table<WorkloadRow>("workloads").put({
    ...blankWorkload,
    ...readWorkload(store, { interfaces: interfaces.map((entry) => ({ ...entry, link_state: "up" })) }),
    hostname,
    os_id,
    os_detail,
    labels: profile.labels,
    enforcement_mode: profile.enforcement_mode,
    visibility_level: String(profile["visibility_level"]),
    href: `${store.orgHref}/workloads/${store.newUuid()}`,
    deleted: false,
    created_at: now,
    updated_at: now,
    created_by: store.user,
    updated_by: store.user,
  });
  store.pairingKeys.countUse(code);
  store.table<PairingProfileRow>("pairing_profiles").put({
    ...profile,
    total_use_count: profile.total_use_count + 1,
    last_pairing_at: now,
  });
  return { ven: addVen(store, workload), workload };
}

function profileOf(store: PceStore, code: string): PairingProfileRow {
  const href = store.pairingKeys.check(code, store.now());
  const profile = store.table<PairingProfileRow>("pairing_profiles").getLive(href);
  if (profile === undefined) throw unknownCode();
  if (!profile.enabled)
    throw notAcceptable(
      "pairing_profile_disabled",
      `The pairing profile ${JSON.stringify(profile.name)} of the activation code is disabled`,
    );
  return profile;
}
