import type { PceAnswer, PceRequest } from "../collection";
import { exact } from "../filters";
import type { LabelRow } from "../label-rows";
import type { ObjectDefinition } from "../object-definition";
import { invalidInput, notAcceptable, notFound } from "../pce-error";
import type { PceStore } from "../pce-store";
import {
  blankDescription,
  type DescribedRow,
  descriptionFilters,
  descriptionSchema,
} from "../policy/common-fields";
import { policyCollection } from "../policy/policy-collection";
import { policyView } from "../policy/policy-view";
import { policyRow } from "../policy/references";
import { closed, list, openReference, text } from "../schema";
import type { Reference } from "../table";

export interface LabelGroupRow extends DescribedRow {
  readonly key: string;
  readonly labels: readonly Reference[];
  readonly sub_groups: readonly Reference[];
}

const changeable = { ...descriptionSchema, labels: list(openReference), sub_groups: list(openReference) };

const PATH = "sec_policy/draft/label_groups";
const updateSchema = { name: "sec_policy_label_groups_put", check: closed(changeable) };

/** Label groups: labels and other groups of one key. */
const labelGroups: ObjectDefinition<LabelGroupRow> = {
  kind: "label_group",
  path: PATH,
  ids: "uuid",
  createSchema: {
    name: "sec_policy_label_groups_post",
    check: closed({ ...changeable, key: text({ min: 1, max: 64 }) }, ["name", "key"]),
  },
  updateSchema: () => updateSchema,
  unique: [{ keyOf: ({ name }) => name, token: "name_must_be_unique", message: "Name must be unique" }],
  blank: { ...blankDescription, key: "", labels: [], sub_groups: [] },
  filters: { ...descriptionFilters, key: exact(({ key }) => key) },
  labelUses: [
    {
      usage: "label_group",
      token: "label_referenced_by_label_group",
      hrefs: ({ labels }) => labels.map(({ href }) => href),
    },
  ],
  read: (_, { labels, sub_groups, ...rest }) => ({
    ...rest,
    ...(labels === undefined ? {} : { labels: hrefsOf(labels as Reference[]) }),
    ...(sub_groups === undefined ? {} : { sub_groups: hrefsOf(sub_groups as Reference[]) }),
  }),
  check(store, { key, labels, sub_groups }) {
    for (const { href } of labels) sameKey(href, key, store.table<LabelRow>("labels").getLive(href));
    for (const { href } of sub_groups) sameKey(href, key, store.table<LabelGroupRow>(PATH).getLive(href));
  },
  checkDelete(store, { href, name }) {
    for (const other of store.table<LabelGroupRow>(PATH).live()) {
      const has = other.sub_groups.some((group) => group.href === href);
      if (has && other.update_type !== "delete")
        throw notAcceptable(
          "label_group_referenced_by_label_group",
          `Label group ${name} is in ${other.name}`,
        );
    }
  },
  render: (store, row) => ({
    ...row,
    labels: row.labels.map(({ href }) => labelOf(store, href)),
    sub_groups: row.sub_groups.map(({ href }) => ({ href, name: policyRow(store, href)?.name })),
  }),
};

/** References without whatever else a client sent. */
const hrefsOf = (references: readonly Reference[]): Reference[] => references.map(({ href }) => ({ href }));

function sameKey(href: string, key: string, found: { readonly key: string } | undefined): void {
  if (found === undefined) throw notFound(href);
  if (found.key !== key) throw invalidInput(`${href} has the key ${found.key}, and the group has ${key}`);
}

function labelOf(store: PceStore, href: string): object {
  const { key, value } = store.table<LabelRow>("labels").get(href) ?? {};
  return { href, key, value };
}

/** A group and the groups of one version, from a route below the group. */
function groupOf({ store, path, params }: PceRequest) {
  const view = policyView<LabelGroupRow>(store, "label_groups", params["pversion"]!)!;
  const group = view.get(path.slice(0, path.lastIndexOf("/")));
  if (group === undefined) throw notFound(path);
  return { view, group };
}

/** The groups that have the group as a sub-group. */
function memberOf(request: PceRequest): PceAnswer {
  const { view, group } = groupOf(request);
  const parents = [...view.rows()].filter(({ sub_groups }) =>
    sub_groups.some(({ href }) => href === group.href),
  );
  return { status: 200, json: view.show(parents.map(({ href, name }) => ({ href, name }))) };
}

/** The labels of the group and of all groups in it. */
function allLabels(request: PceRequest): PceAnswer {
  const { view, group } = groupOf(request);
  const groups = new Map([[group.href, group]]);
  const byHref = new Map([...view.rows()].map((row) => [row.href, row]));
  for (const { sub_groups } of groups.values()) {
    for (const { href } of sub_groups) groups.set(href, byHref.get(href)!);
  }
  const hrefs = new Set([...groups.values()].flatMap(({ labels }) => labels.map(({ href }) => href)));
  return { status: 200, json: [...hrefs].map((href) => labelOf(request.store, href)) };
}

export const collection = policyCollection(labelGroups, {
  actions: { "GET :id/member_of": memberOf, "GET :id/all_labels": allLabels },
});
