import type { Collection, PceAnswer, PceRequest } from "../collection";
import type { ResourceChange } from "../event-log";
import { answerListing } from "../listing";
import { methodNotAllowed, notFound } from "../pce-error";
import type { PceStore } from "../pce-store";
import { type PolicyView, policyView } from "../policy/policy-view";
import { markChanged } from "../policy/update-type";
import { difference, recorded } from "../rest-collection";
import { validate } from "../schema";
import type { PartKind } from "./part-kind";
import { renderRule } from "./render-rule-set";
import type { RuleRow } from "./rule-row";
import { changedPart, deletedPart, findPart, newPart, partsOf } from "./rule-set-parts";
import type { RuleSetRow } from "./rule-set-row";
import { ruleSets } from "./rule-sets";

/** Serves the rules of one kind below their rule set, which a write makes pending. */
export function ruleCollection<P extends RuleRow>(kind: PartKind<P>): Collection {
  return {
    path: `sec_policy/:pversion/rule_sets/:rule_set/${kind.path}`,
    answer(request) {
      const { method, rest, path, store, params } = request;
      const view = policyView<RuleSetRow>(store, "rule_sets", params["pversion"]!);
      if (view === undefined || rest.length > 1) throw notFound(path);
      const ruleSet = view.get(path.slice(0, path.indexOf(`/${kind.path}`)));
      if (ruleSet === undefined) throw notFound(path);
      if (method === "GET") return read(kind, request, view, ruleSet);
      if (!view.isDraft) throw methodNotAllowed(`${method} ${path}: only the draft can be changed`);
      if (method === "POST" && rest.length === 0) return create(kind, request, ruleSet.href);
      if (method === "PUT" && rest.length === 1) return update(kind, request, ruleSet.href);
      if (method === "DELETE" && rest.length === 1) return remove(kind, request, ruleSet.href);
      throw methodNotAllowed(`${method} ${path}`);
    },
  };
}

function read<P extends RuleRow>(
  kind: PartKind<P>,
  request: PceRequest,
  view: PolicyView<RuleSetRow>,
  ruleSet: RuleSetRow,
): PceAnswer {
  const { store, rest, query } = request;
  const render = (rule: P): object => view.show(shown(store, rule, query));
  if (rest.length === 1) {
    const rule = findPart(kind, ruleSet, `${ruleSet.href}/${kind.path}/${rest[0]}`);
    return { status: 200, json: render(rule) };
  }
  const rules = partsOf(kind, ruleSet);
  const wanted = ["external_data_set", "external_data_reference"].filter((name) => query.has(name));
  const rows = rules.filter((rule) =>
    wanted.every((name) => (rule as unknown as Record<string, unknown>)[name] === query.get(name)),
  );
  return answerListing(request, { rows, total: rules.length, render });
}

function shown(store: PceStore, rule: RuleRow, query: URLSearchParams): object {
  return { ...renderRule(store, rule, query), caps: ["write"] };
}

async function create<P extends RuleRow>(kind: PartKind<P>, request: PceRequest, href: string) {
  const { store, query } = request;
  const body = await request.json();
  return recorded(request, `${kind.kind}.create`, () => {
    const ruleSet = ruleSetOf(store, href);
    const rule = newPart(store, kind, body);
    const stored = put(store, kind, ruleSet, [...partsOf(kind, ruleSet), rule]);
    const made = partsOf(kind, stored).at(-1)!;
    const json = shown(store, made, query);
    return [{ status: 201, json }, [changeOf(kind, made, "create")]];
  });
}

async function update<P extends RuleRow>(kind: PartKind<P>, request: PceRequest, href: string) {
  const { store, path } = request;
  const body = (await request.json()) as Record<string, unknown>;
  return recorded(request, `${kind.kind}.update`, () => {
    const ruleSet = ruleSetOf(store, href);
    const before = findPart(kind, ruleSet, path);
    validate(kind.updateSchema, body);
    const after = changedPart(store, kind, before, body);
    put(
      store,
      kind,
      ruleSet,
      partsOf(kind, ruleSet).map((rule) => (rule === before ? after : rule)),
    );
    return [{ status: 204 }, [changeOf(kind, after, "update", before)]];
  });
}

function remove<P extends RuleRow>(kind: PartKind<P>, request: PceRequest, href: string): PceAnswer {
  const { store, path } = request;
  return recorded(request, `${kind.kind}.delete`, () => {
    const ruleSet = ruleSetOf(store, href);
    const before = findPart(kind, ruleSet, path);
    const after = deletedPart(store, before);
    put(
      store,
      kind,
      ruleSet,
      partsOf(kind, ruleSet).flatMap((rule) => (rule === before ? (after ?? []) : rule)),
    );
    return [{ status: 204 }, [changeOf(kind, before, "delete")]];
  });
}

/** The rule set as it is now: a body may have taken time to arrive. */
function ruleSetOf(store: PceStore, href: string): RuleSetRow {
  const ruleSet = store.table<RuleSetRow>(ruleSets.path).getLive(href);
  if (ruleSet === undefined) throw notFound(href);
  return ruleSet;
}

function put<P extends RuleRow>(
  store: PceStore,
  kind: PartKind<P>,
  ruleSet: RuleSetRow,
  rules: readonly P[],
): RuleSetRow {
  const history = { updated_at: store.timestamp(), updated_by: store.user };
  const changed = ruleSets.finish!(store, { ...ruleSet, ...history, [kind.list]: rules });
  return store.table<RuleSetRow>(ruleSets.path).put(markChanged(store, ruleSets.path, changed));
}

function changeOf<P extends RuleRow>(
  { kind }: PartKind<P>,
  rule: P,
  type: ResourceChange["type"],
  before?: P,
): ResourceChange {
  const resource = { href: rule.href, description: rule.description };
  return { kind, resource, type, ...(before === undefined ? {} : { changes: difference(before, rule) }) };
}
