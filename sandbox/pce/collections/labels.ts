import { exact, partial } from "../filters";
import type { LabelDimensionRow, LabelRow } from "../label-rows";
import type { ObjectDefinition } from "../object-definition";
import { invalidInput, notAcceptable } from "../pce-error";
import type { PceStore } from "../pce-store";
import { kindOf } from "../policy/references";
import { restCollection } from "../rest-collection";
import { closed, nullable, text } from "../schema";

const reserved = new Set(["all applications", "all environments", "all locations"]);

const changeable = {
  value: text({ min: 1, max: 255 }),
  external_data_set: nullable(text()),
  external_data_reference: nullable(text()),
};

const updateSchema = { name: "labels_put", check: closed(changeable) };

/**
 * Labels. Deleting is soft, and a label that something holds cannot be deleted.
 *
 * UNCONFIRMED: that uniqueness minds the case, and the answer to a key that is no label type (406
 * `input_validation_error` here) or to a reserved value (the same).
 */
export const labels: ObjectDefinition<LabelRow> = {
  kind: "label",
  path: "labels",
  ids: "integer",
  createSchema: {
    name: "labels_post",
    check: closed({ ...changeable, key: text({ min: 1, max: 64 }) }, ["key", "value"]),
  },
  updateSchema: () => updateSchema,
  unique: [
    {
      keyOf: ({ key, value }) => JSON.stringify([key, value]),
      token: "label_key_and_value_must_be_unique",
      message: "Label key and value must be unique",
    },
  ],
  blank: { key: "", value: "", external_data_set: null, external_data_reference: null },
  filters: {
    key: partial(({ key }) => key),
    value: partial(({ value }) => value),
    external_data_set: exact(({ external_data_set }) => external_data_set),
    external_data_reference: exact(({ external_data_reference }) => external_data_reference),
  },
  check(store, { key, value }) {
    const dimensions = [...store.table<LabelDimensionRow>("label_dimensions").live()];
    if (!dimensions.some((dimension) => dimension.key === key)) {
      throw invalidInput(`The property '#/key' value ${JSON.stringify(key)} is not the key of a label type`);
    }
    if (reserved.has(value.toLowerCase())) {
      throw invalidInput(`The property '#/value' value ${JSON.stringify(value)} is reserved`);
    }
  },
  checkDelete(store, { href }) {
    const use = usesOf(store, href).next().value;
    if (use !== undefined) throw notAcceptable(use.token, `Label is in use: ${use.usage}`);
  },
  render(store, row, query) {
    if (query.get("usage") !== "true") return row;
    const used = new Set([...usesOf(store, row.href)].map(({ usage }) => usage));
    return { ...row, usage: Object.fromEntries(usages.map((usage) => [usage, used.has(usage)])) };
  },
};

const usages = [
  "label_group",
  "ruleset",
  "rule",
  "static_policy_scopes",
  "pairing_profile",
  "permission",
  "workload",
  "container_workload_profile",
  "virtual_service",
  "virtual_server",
  "enforcement_boundary",
];

function* usesOf(store: PceStore, label: string): Generator<{ usage: string; token: string }> {
  for (const { path, labelUses = [] } of store.definitions) {
    if (labelUses.length === 0) continue;
    // An object that was removed from the draft still counts as long as the policy in force has it.
    const inForce = store.policy.active(kindOf(path) ?? "").values();
    const left = new Set(labelUses);
    for (const row of chain(store.table(path).live(), inForce)) {
      for (const use of left) {
        if (!use.hrefs(row).includes(label)) continue;
        yield use;
        left.delete(use);
      }
      if (left.size === 0) break;
    }
  }
}

function* chain<R>(...lists: Iterable<R>[]): Generator<R> {
  for (const list of lists) yield* list;
}

export const collection = restCollection(labels);
