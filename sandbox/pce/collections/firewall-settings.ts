import type { Collection, PceAnswer, PceRequest } from "../collection";
import type { ObjectDefinition } from "../object-definition";
import { methodNotAllowed, notFound } from "../pce-error";
import { builtIn } from "../policy/built-in-objects";
import type { PolicyRow } from "../policy/policy";
import { shown, updatePolicyObject } from "../policy/policy-collection";
import { policyView } from "../policy/policy-view";
import { liveReference } from "../policy/references";
import { changeOf, recorded } from "../rest-collection";
import { labelsOfScopes, readScopes, type Scopes, scopesSchema } from "../rules/scopes";
import { closed, flag, list, nullable, oneOf, reference } from "../schema";
import type { Reference } from "../table";

const SCOPES = [
  "static_policy_scopes",
  "containers_inherit_host_policy_scopes",
  "blocked_connection_reject_scopes",
  "loopback_interfaces_in_policy_scopes",
  "ip_forwarding_enabled_scopes",
  "rule_hit_count_enabled_scopes",
] as const;

interface Coexistence {
  readonly illumio_primary: boolean;
  readonly workload_mode?: string;
  readonly scope: readonly Reference[];
}

type FirewallSettingsRow = PolicyRow & { readonly [name in (typeof SCOPES)[number]]: Scopes } & {
  readonly ike_authentication_type: string;
  readonly firewall_coexistence: readonly Coexistence[] | null;
  readonly allow_captive_portal_outbound: boolean;
};

const changeable = {
  ...Object.fromEntries(SCOPES.map((name) => [name, scopesSchema])),
  ike_authentication_type: oneOf("psk", "certificate"),
  firewall_coexistence: nullable(
    list(
      closed(
        {
          illumio_primary: flag,
          workload_mode: oneOf("enforced", "illuminated"),
          scope: list(reference),
        },
        ["illumio_primary", "scope"],
      ),
      { unique: true },
    ),
  ),
  allow_captive_portal_outbound: flag,
  update_type: oneOf("create", "update", "delete"),
};

const updateSchema = { name: "sec_policy_firewall_settings_put", check: closed(changeable) };

const blank = {
  name: "Firewall Settings",
  update_type: null,
  ...(Object.fromEntries(SCOPES.map((name) => [name, []])) as unknown as Record<
    (typeof SCOPES)[number],
    Scopes
  >),
  ike_authentication_type: "psk",
  firewall_coexistence: [],
  allow_captive_portal_outbound: false,
};

/** The settings of the firewall, one object for the org: changed and provisioned, never made or deleted. */
const firewallSettings: ObjectDefinition<FirewallSettingsRow> = {
  kind: "firewall_settings",
  path: "sec_policy/draft/firewall_settings",
  ids: "integer",
  createSchema: updateSchema,
  updateSchema: () => updateSchema,
  unique: [],
  labelUses: [
    {
      usage: "static_policy_scopes",
      token: "label_still_has_associated_firewall_settings",
      hrefs: (row) => [
        ...SCOPES.flatMap((name) => labelsOfScopes(row[name])),
        ...(row.firewall_coexistence ?? []).flatMap(({ scope }) => scope.map(({ href }) => href)),
      ],
    },
  ],
  blank,
  filters: {},
  read(store, { update_type: _, ...body }) {
    const read: Record<string, unknown> = { ...body };
    for (const name of SCOPES) {
      if (body[name] !== undefined) read[name] = readScopes(store, body[name] as Scopes);
    }
    for (const { scope } of (body["firewall_coexistence"] ?? []) as Coexistence[]) {
      for (const label of scope) liveReference(store, "labels", label);
    }
    return read;
  },
  render: (_, { name: __, ...row }) => row,
};

function read({ store, path, params, query, rest }: PceRequest): PceAnswer {
  const view = policyView<FirewallSettingsRow>(store, "firewall_settings", params["pversion"]!);
  const row = rest.length === 0 ? view?.get(path) : undefined;
  if (view === undefined || row === undefined) throw notFound(path);
  return { status: 200, json: view.show(shown(firewallSettings, row, { store, query })) };
}

async function update(request: PceRequest): Promise<PceAnswer> {
  const { store, path } = request;
  const body = await request.json();
  return recorded(request, "firewall_settings.update", () => {
    const { before, after } = updatePolicyObject(store, firewallSettings, path, body);
    return [{ status: 204 }, [changeOf(firewallSettings, after, "update", before)]];
  });
}

export const collection: Collection = {
  path: "sec_policy/:pversion/firewall_settings",
  definition: firewallSettings,
  builtIns: (store) => builtIn<FirewallSettingsRow>(store, "firewall_settings", blank, { singleton: true }),
  answer(request) {
    const { method, path, rest, params } = request;
    if (method === "GET") return read(request);
    if (method === "PUT" && rest.length === 0 && params["pversion"] === "draft") return update(request);
    throw methodNotAllowed(`${method} ${path}`);
  },
};
