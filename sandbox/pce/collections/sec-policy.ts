import type { Collection, PceAnswer, PceRequest } from "../collection";
import { invalidInput, methodNotAllowed, notFound } from "../pce-error";
import type { PceStore } from "../pce-store";
import { missingDependencies, type Pending } from "../policy/dependencies";
import { activated, activeHref, type PolicyRow } from "../policy/policy";
import { recorded } from "../rest-collection";
import { closed, list, reference, text, validate } from "../schema";
import type { Reference } from "../table";

type Subset = Readonly<Record<string, readonly Reference[]>>;

const KINDS = [
  "label_groups",
  "services",
  "rule_sets",
  "ip_lists",
  "virtual_services",
  "firewall_settings",
  "secure_connect_gateways",
  "virtual_servers",
  "enforcement_boundaries",
];

const subset = closed(Object.fromEntries(KINDS.map((kind) => [kind, list(reference)])));
const provisionSchema = {
  name: "sec_policy_post",
  check: closed({ update_description: text(), change_subset: subset }),
};
const revertSchema = {
  name: "sec_policy_delete_put",
  check: closed({ change_subset: subset }, ["change_subset"]),
};

/** Provisioning: puts pending changes into force, or reverts them. */
export const collection: Collection = {
  path: "sec_policy",
  answer(request) {
    const { method, rest } = request;
    switch (`${method} ${rest.join("/")}`) {
      case "GET ":
        return { status: 200, json: request.store.policy.versions };
      case "POST ":
        return provision(request);
      case "GET pending":
        return { status: 200, json: pendingJson(request.store) };
      case "DELETE pending":
        return revert(request, undefined);
      case "PUT delete":
        return revertSubset(request);
      default:
        if (rest.length === 0) throw methodNotAllowed(`${method} ${request.path}`);
        throw notFound(request.path);
    }
  },
};

async function provision(request: PceRequest): Promise<PceAnswer> {
  const { store } = request;
  const body = (await request.json()) as { update_description?: string; change_subset?: Subset };
  validate(provisionSchema, body);
  return recorded(request, "sec_policy.create", () => {
    const changes = chosen(store, body.change_subset);
    refuseIncomplete(store, changes);
    for (const { kind, row } of changes) put(store, kind, row);
    const version = store.policy.versions.length + 1;
    const made = {
      href: `${store.orgHref}/sec_policy/${version}`,
      version,
      commit_message: body.update_description ?? "",
      workloads_affected: 0,
      object_counts: countByKind(changes.map(({ kind }) => kind)),
      created_at: store.timestamp(),
      created_by: store.user,
    };
    store.policy.versions.push(made);
    return [{ status: 201, json: made }, []];
  });
}

/** UNCONFIRMED: the token (406 `input_validation_error` here). */
function refuseIncomplete(store: PceStore, changes: readonly Pending[]): void {
  const missing = missingDependencies(store.policy, changes, pending(store));
  if (missing.length === 0) return;
  const problems = missing.map(
    ({ dependency, requiredBy }) =>
      `${requiredBy.row.href} cannot be provisioned without ${dependency.row.href}`,
  );
  throw invalidInput(...problems);
}

async function revertSubset(request: PceRequest): Promise<PceAnswer> {
  const body = (await request.json()) as { change_subset: Subset };
  validate(revertSchema, body);
  return revert(request, body.change_subset);
}

/** Sets the draft back to what is active. UNCONFIRMED for a pending deletion; here it is taken back. */
function revert(request: PceRequest, wanted: Subset | undefined): PceAnswer {
  const { store } = request;
  return recorded(request, "sec_policy.delete", () => {
    for (const { kind, row } of chosen(store, wanted)) {
      const table = store.table<PolicyRow>(draftPath(kind));
      const active = store.policy.active(kind).get(activeHref(row.href));
      if (active === undefined) table.remove(row.href);
      else table.put(drafted(active));
    }
    return [{ status: 204 }, []];
  });
}

function pending(store: PceStore): Pending[] {
  return store.definitions.flatMap(({ path }) => {
    const kind = path.replace("sec_policy/draft/", "");
    if (kind === path) return [];
    const rows = [...store.table<PolicyRow>(path).live()].filter(({ update_type: type }) => type !== null);
    return rows.map((row) => ({ kind, row }));
  });
}

/** Without a subset everything that is pending is meant, also what others changed. */
function chosen(store: PceStore, wanted: Subset | undefined): Pending[] {
  const all = pending(store);
  if (wanted === undefined) return all;
  return Object.entries(wanted).flatMap(([kind, references]) =>
    references.map(({ href }) => {
      const found = all.find(({ row }) => row.href === href);
      if (found?.kind !== kind) throw notFound(href);
      return found;
    }),
  );
}

function put(store: PceStore, kind: string, row: PolicyRow): void {
  const table = store.table<PolicyRow>(draftPath(kind));
  const active = store.policy.active(kind);
  if (row.update_type === "delete") {
    active.delete(activeHref(row.href));
    table.remove(row.href);
    return;
  }
  active.set(activeHref(row.href), activated(row));
  table.put({ ...row, update_type: null });
}

function pendingJson(store: PceStore): Record<string, object[]> {
  const json: Record<string, object[]> = {};
  for (const { kind, row } of pending(store)) {
    const { href, name, update_type, updated_at, updated_by } = row;
    json[kind] = [...(json[kind] ?? []), { href, name, update_type, updated_at, updated_by, caps: [] }];
  }
  return json;
}

const draftPath = (kind: string): string => `sec_policy/draft/${kind}`;

const drafted = (row: PolicyRow): PolicyRow =>
  JSON.parse(JSON.stringify(row).replaceAll("/sec_policy/active/", "/sec_policy/draft/")) as PolicyRow;

function countByKind(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
