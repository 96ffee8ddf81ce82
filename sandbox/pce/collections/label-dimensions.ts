import { exact, partial } from "../filters";
import type { LabelDimensionRow, LabelRow } from "../label-rows";
import type { ObjectDefinition } from "../object-definition";
import { notAcceptable } from "../pce-error";
import { restCollection } from "../rest-collection";
import { closed, integer, nullable, text } from "../schema";

const MAXIMUM = 20;

const changeable = {
  display_name: text({ min: 1, max: 255 }),
  display_info: closed({
    icon: text(),
    initial: text({ min: 1, max: 2 }),
    background_color: text(),
    foreground_color: text(),
    sort_ordinal: integer(0, Number.MAX_SAFE_INTEGER),
    display_name_plural: text(),
  }),
  external_data_set: nullable(text()),
  external_data_reference: nullable(text()),
};

const updateSchema = { name: "label_dimensions_put", check: closed(changeable) };

/** Label types. The four built-in ones exist from the start; UNCONFIRMED: the tokens of the limit and of a duplicate. */
export const labelDimensions: ObjectDefinition<LabelDimensionRow> = {
  kind: "label_dimension",
  path: "label_dimensions",
  ids: "uuid",
  createSchema: {
    name: "label_dimensions_post",
    check: closed({ ...changeable, key: text({ min: 1, max: 64 }) }, ["key", "display_name"]),
  },
  updateSchema: () => updateSchema,
  unique: [
    {
      keyOf: ({ key }) => key,
      token: "label_dimension_key_must_be_unique",
      message: "Label dimension key must be unique",
    },
  ],
  blank: {
    key: "",
    display_name: "",
    display_info: {},
    external_data_set: null,
    external_data_reference: null,
  },
  filters: {
    key: partial(({ key }) => key),
    display_name: partial(({ display_name }) => display_name),
    external_data_set: exact(({ external_data_set }) => external_data_set),
    external_data_reference: exact(({ external_data_reference }) => external_data_reference),
  },
  check(store, _, before) {
    if (before === undefined && store.table(this.path).size >= MAXIMUM) {
      throw notAcceptable("label_dimension_limit_exceeded", `There can be at most ${MAXIMUM} label types`);
    }
  },
  checkDelete(store, { key }) {
    for (const label of store.table<LabelRow>("labels").live()) {
      if (label.key === key) {
        throw notAcceptable("label_dimension_in_use", `Labels of the type ${key} exist`);
      }
    }
  },
  render(store, row) {
    const inUse = [...store.table<LabelRow>("labels").live()].some(({ key }) => key === row.key);
    return { ...row, usage: { labels: inUse, label_groups: false }, caps: ["write", "delete"] };
  },
};

export const collection = restCollection(labelDimensions, {
  "GET obj_limits": ({ store }) => ({
    status: 200,
    json: {
      object_type: "label_dimension",
      soft_limit: MAXIMUM,
      hard_limit: MAXIMUM,
      current_count: store.table("label_dimensions").size,
    },
  }),
});
