import { boolean, exact, partial } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { invalidInput } from "../pce-error";
import type { PceStore } from "../pce-store";
import { liveReference } from "../policy/references";
import { type Check, closed, flag, list, nullable, oneOf, reference, text } from "../schema";
import type { Reference } from "../table";
import { renderLabels } from "../workloads/render-workload";
import { type ContainerWorkloadProfileRow, type LabelRestriction, PROFILES } from "./container-rows";

const restriction: Check = (value, path) => {
  const sets = Object.hasOwn(Object(value), "assignment");
  const check = sets
    ? closed({ key: text({ min: 1 }), assignment: reference }, ["key", "assignment"])
    : closed({ key: text({ min: 1 }), restriction: list(reference) }, ["key", "restriction"]);
  return check(value, path);
};

const changeable = {
  name: nullable(text({ max: 255 })),
  description: text(),
  assign_labels: list(reference, { unique: true }),
  labels: list(restriction, { unique: true }),
  enforcement_mode: oneOf("idle", "visibility_only", "full", "selective"),
  managed: flag,
};

const schema = (name: string, check: Check) => ({
  name: `container_clusters_container_workload_profiles_${name}`,
  check,
});
const updateSchema = schema("put", closed(changeable));

/** Profiles of container workloads, below their cluster. UNCONFIRMED: the token of a label in one. */
export const containerWorkloadProfiles: ObjectDefinition<ContainerWorkloadProfileRow> = {
  kind: "container_workload_profile",
  path: PROFILES,
  ids: "uuid",
  createSchema: schema("post", closed(changeable, ["name"])),
  updateSchema: () => updateSchema,
  leavesTombstone: false,
  unique: [],
  labelUses: [
    {
      usage: "container_workload_profile",
      token: "label_still_has_associated_container_workload_profile",
      // A label that is only allowed is no use of it: illumio-py's own tests delete one.
      hrefs: (row) => [
        ...row.assign_labels.map(({ href }) => href),
        ...row.labels.flatMap(({ assignment }) => assignment?.href ?? []),
      ],
    },
  ],
  blank: {
    name: null,
    namespace: null,
    description: "",
    assign_labels: [],
    labels: [],
    enforcement_mode: "idle",
    visibility_level: "flow_summary",
    managed: false,
    linked: false,
  },
  filters: {
    name: partial(({ name }) => name),
    namespace: partial(({ namespace }) => namespace),
    enforcement_mode: exact((row) => row.enforcement_mode),
    managed: boolean(({ managed }) => managed),
    linked: boolean(({ linked }) => linked),
  },
  read(store, body) {
    const { assign_labels: assigned, labels } = body as {
      assign_labels?: Reference[];
      labels?: LabelRestriction[];
    };
    if (assigned !== undefined && labels !== undefined) {
      throw invalidInput("The property '#/' has both of: assign_labels, labels");
    }
    const known = (references: readonly Reference[]) =>
      references.map((one) => liveReference(store, "labels", one));
    for (const { assignment, restriction: values = [] } of labels ?? []) {
      known(assignment === undefined ? values : [assignment]);
    }
    return {
      ...body,
      ...(assigned === undefined ? {} : { assign_labels: known(assigned), labels: [] }),
      ...(labels === undefined ? {} : { labels, assign_labels: [] }),
    };
  },
  render: (store, { deleted: _, labels, ...row }) => ({
    ...row,
    labels: labels.map((one) => renderRestriction(store, one)),
    caps: ["write"],
  }),
};

function renderRestriction(
  store: PceStore,
  { key, assignment, restriction: values }: LabelRestriction,
): object {
  const show = ({ href }: Reference): object => {
    const [{ value }] = renderLabels(store, [href]) as [{ value: string }];
    return { href, value };
  };
  return assignment === undefined
    ? { key, restriction: (values ?? []).map(show) }
    : { key, assignment: show(assignment) };
}
