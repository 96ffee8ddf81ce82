import { type Arguments, fromCloud, pairs, text, toCloud } from "../provider/arguments";
import type { CloudResource, Live } from "../provider/cloud-plugin";
import type { Properties } from "../provider/wire";
import type { ControlDoor, View } from "./control-door";

/** A type of the AWS provider that is one resource in CloudFormation's terms. */
export interface AwsResource
  extends Pick<CloudResource, "type" | "arguments" | "notSimulated" | "autoname" | "rules"> {
  readonly cloudType: string;
  /** The id in the cloud, or a test that recognises the resource where CloudFormation makes its id up. */
  locate(id: string, state: Properties): string | ((view: View) => boolean);
  /** The provider's id. */
  id(view: View, inputs: Properties): string;
  /** Outputs that only the cloud knows, by name. */
  readonly computed: Readonly<Record<string, (view: View, inputs: Properties) => unknown>>;
  /** Properties in the cloud, where they differ from the arguments in more than names. */
  toCloud?(inputs: Properties): Properties;
  fromCloud?(properties: Properties): Properties;
  /** What the provider does before it deletes the resource. */
  beforeDelete?(door: ControlDoor, view: View, state: Properties): Promise<void>;
}

/** `region` of every resource: the sandbox has only the Region that the provider is set to. */
export const region: Arguments = { region: { kind: text() } };

/** `tags`, and among the outputs `tagsAll`, which would include the provider's tags: the sandbox has none. */
export const tags: Arguments = { tags: { kind: pairs("Key"), cloud: "Tags" } };
export const tagsAll = (_view: View, inputs: Properties): unknown => inputs["tags"] ?? {};

export type Bind = (door: ControlDoor) => CloudResource;

export function awsResource(definition: AwsResource): Bind {
  return (door) => bind(definition, door);
}

function bind(definition: AwsResource, door: ControlDoor): CloudResource {
  const { cloudType, arguments: known, computed } = definition;
  const properties = (inputs: Properties) => definition.toCloud?.(inputs) ?? toCloud(known, inputs);
  const owned = new Set(Object.values(known).map(({ cloud }) => cloud));
  const find = async (id: string, state: Properties) => {
    const where = definition.locate(id, state);
    return typeof where === "string" ? door.read(cloudType, where) : door.find(cloudType, where);
  };
  const live = (view: View, inputs: Properties): Live => ({
    id: definition.id(view, inputs),
    inputs,
    outputs: Object.fromEntries(Object.entries(computed).map(([name, of]) => [name, of(view, inputs)])),
  });

  return {
    ...definition,
    computed: Object.keys(computed),
    async create(inputs) {
      return live(await door.create(cloudType, properties(inputs)), inputs);
    },
    async read(id, state) {
      const view = await find(id, state);
      if (view === undefined) return undefined;
      const inputs = definition.fromCloud?.(view.properties) ?? fromCloud(known, view.properties);
      const found = live(view, { ...state, ...inputs });
      return found.id === id ? { ...found, inputs } : undefined;
    },
    async update(id, state, inputs) {
      const view = await find(id, state);
      if (view === undefined) throw new Error(`${definition.type} ${id} is gone`);
      // Keeps what other types have put into the same resource.
      await door.change(cloudType, view.id, (before) => ({
        ...without(owned, before),
        ...properties(inputs),
      }));
      return live((await door.read(cloudType, view.id)) ?? view, inputs);
    },
    async delete(id, state) {
      const view = await find(id, state);
      if (view === undefined) return;
      await definition.beforeDelete?.(door, view, state);
      await door.delete(cloudType, view.id);
    },
  };
}

function without(names: ReadonlySet<string | undefined>, properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.has(name)));
}
