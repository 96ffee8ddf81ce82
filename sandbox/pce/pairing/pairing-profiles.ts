import { exact, labels, partial } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { type Check, closed, flag, integer, list, nullable, oneOf, reference, text } from "../schema";
import type { Reference, Row } from "../table";
import { readLabels } from "../workloads/read-workload";
import type { Limit } from "./pairing-keys";

export interface PairingProfileRow extends Row {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly enforcement_mode: string;
  readonly labels: readonly string[];
  readonly is_default: boolean;
  readonly allowed_uses_per_key: Limit;
  /** In seconds. */
  readonly key_lifespan: Limit;
  readonly total_use_count: number;
  readonly last_pairing_at: string | null;
  readonly last_pairing_key_generated_at: string | null;
  readonly last_pairing_key_generated_by: Reference | null;
  readonly agent_software_release: string | null;
  readonly ven_type: string;
  readonly external_data_set: string | null;
  readonly external_data_reference: string | null;
  readonly [attribute: string]: unknown;
}

/** A number, never as text, or the word `unlimited`. */
const numberOrUnlimited: Check = (value, path) =>
  value === "unlimited" ? [] : integer(1, 2_147_483_647)(value, path);

const LOCKS = [
  "enforcement_mode_lock",
  "visibility_level_lock",
  "role_label_lock",
  "app_label_lock",
  "env_label_lock",
  "loc_label_lock",
  "log_traffic_lock",
  "mode_lock",
];

const changeable = {
  name: text({ max: 255 }),
  description: text(),
  enabled: flag,
  mode: oneOf("idle", "illuminated", "enforced"),
  enforcement_mode: oneOf("idle", "visibility_only", "full", "selective"),
  visibility_level: oneOf(
    "flow_summary",
    "flow_drops",
    "flow_off",
    "enhanced_data_collection",
    "flow_full_detail",
  ),
  labels: list(reference, { unique: true }),
  allowed_uses_per_key: numberOrUnlimited,
  key_lifespan: numberOrUnlimited,
  agent_software_release: nullable(text()),
  log_traffic: flag,
  external_data_set: nullable(text()),
  external_data_reference: nullable(text()),
  ...Object.fromEntries(LOCKS.map((name) => [name, flag])),
};

const venType = oneOf("specified_during_activation", "server", "endpoint");
const updateSchema = { name: "pairing_profiles_put", check: closed(changeable) };

/** Pairing profiles: how VENs are paired. UNCONFIRMED: the token of a label in one. */
export const pairingProfiles: ObjectDefinition<PairingProfileRow> = {
  kind: "pairing_profile",
  path: "pairing_profiles",
  ids: "integer",
  createSchema: {
    name: "pairing_profiles_post",
    check: closed({ ...changeable, ven_type: venType }, ["enabled"]),
  },
  updateSchema: () => updateSchema,
  leavesTombstone: false,
  unique: [],
  labelUses: [
    {
      usage: "pairing_profile",
      token: "label_still_has_associated_pairing_profile",
      hrefs: (row) => row.labels,
    },
  ],
  blank: {
    name: "",
    description: "",
    enabled: true,
    mode: "illuminated",
    enforcement_mode: "visibility_only",
    visibility_level: "flow_summary",
    labels: [],
    allowed_uses_per_key: "unlimited",
    key_lifespan: "unlimited",
    agent_software_release: "Default (25.2.10-24)",
    ven_type: "server",
    log_traffic: false,
    is_default: false,
    total_use_count: 0,
    last_pairing_at: null,
    last_pairing_key_generated_at: null,
    last_pairing_key_generated_by: null,
    status: "active",
    status_lock: true,
    external_data_set: null,
    external_data_reference: null,
    ...Object.fromEntries(LOCKS.map((name) => [name, true])),
  },
  filters: {
    name: partial(({ name }) => name),
    description: partial(({ description }) => description),
    labels: labels((row) => row.labels),
    agent_software_release: partial((row) => row.agent_software_release),
    ven_type: exact((row) => row.ven_type),
    external_data_set: exact(({ external_data_set }) => external_data_set),
    external_data_reference: exact(({ external_data_reference }) => external_data_reference),
  },
  read: (store, { labels: references, ...rest }) => ({
    ...rest,
    ...(references === undefined ? {} : { labels: readLabels(store, references as Reference[]) }),
  }),
  // Labels have no key and value here: the Terraform provider takes none.
  render: (_, { deleted: __, labels: hrefs, ...row }) => ({
    ...row,
    labels: hrefs.map((href) => ({ href })),
    caps: ["write", "generate_pairing_key"],
  }),
};
