import {
  type Argument,
  type Arguments,
  fromCloud,
  type Kind,
  map,
  text,
  toCloud,
} from "../provider/arguments";
import type { Autoname } from "../provider/autoname";
import type { CloudResource, Live } from "../provider/cloud-plugin";
import { type Properties, UNKNOWN } from "../provider/wire";
import type { ArmDoor } from "./arm-door";
import { identity, identityInputs } from "./kinds";
import { followChanges } from "./refresh";

/** A type of the azure-native provider. */
export interface AzureResource {
  /** For example `azure-native:storage:StorageAccount`. */
  readonly type: string;
  /** Where it stands below its subscription, with names of arguments in braces; the last one is its own name. */
  readonly path: string;
  readonly apiVersion: string;
  /** Members of the body beside `properties`. */
  readonly members?: readonly ("kind" | "sku" | "identity" | "tags" | "location")[];
  /** Arguments that stand below `properties`. A text is the name there, where it is another one. */
  readonly properties: Readonly<Record<string, Kind | (Argument & { readonly in?: string })>>;
  readonly required?: readonly string[];
  readonly notSimulated?: readonly string[];
  /** Outputs that only Azure knows, by their path in the body. */
  readonly computed?: Readonly<Record<string, string>>;
  readonly longestName?: number;
  /** How a name is made when none is given. @default the resource's name and eight digits */
  readonly naming?: "random" | "uuid" | "none";
  /** Whether the SDK declares no output `type`. @default false */
  readonly untyped?: boolean;
  /** It exists with its parent: a program sets it, and its deletion sets it back to these properties. */
  readonly singleton?: Properties;
}

/** What resources share: the door, and the settings of the provider. */
export interface AzureProvider {
  readonly door: ArmDoor;
  readonly subscriptionId: string;
  /** The setting `azure-native:location`. */
  readonly location: string | undefined;
}

export type Bind = (
  provider: AzureProvider,
) => CloudResource & { readonly path: string; get(given: Properties): Promise<Properties> };

export function azureResource(definition: AzureResource): Bind {
  return (provider) => bind(definition, provider);
}

function bind(definition: AzureResource, provider: AzureProvider) {
  const { type, apiVersion, singleton } = definition;
  const { door } = provider;
  const known = argumentsOf(definition);
  const idOf = (inputs: Properties) => idFrom(definition.path, provider.subscriptionId, inputs);
  const outputsOf = (body: Properties): Properties => ({
    azureApiVersion: apiVersion,
    name: body["name"],
    type: body["type"],
    ...fromCloud(known, flat(body)),
    ...Object.fromEntries(
      Object.entries(definition.computed ?? {}).map(([name, path]) => [name, flat(body)[path]]),
    ),
  });
  const live = (body: Properties, inputs: Properties): Live => ({
    id: String(body["id"]),
    inputs,
    outputs: outputsOf(body),
  });
  const write = async (id: string, inputs: Properties) =>
    live(await door.put(id, apiVersion, nested(toCloud(known, inputs))), inputs);

  return {
    type,
    path: definition.path,
    arguments: known,
    notSimulated: definition.notSimulated ?? [],
    computed: [
      "azureApiVersion",
      ...(definition.untyped ? [] : ["type"]),
      ...Object.keys(definition.computed ?? {}),
      ...(known["name"] ? [] : ["name"]),
    ],
    ...autonameOf(definition),
    fillIn: (inputs: Properties, olds: Properties) => withLocation(definition, provider, inputs, olds),
    async create(inputs: Properties) {
      const id = idOf(inputs);
      if (!singleton && (await door.read(id, apiVersion)) !== undefined) {
        throw new Error(`cannot create already existing resource '${id}'`);
      }
      return write(id, inputs);
    },
    async read(id: string) {
      const body = await door.read(id, apiVersion);
      return body && live(body, asInputs(known, outputsOf(body)));
    },
    update: (id: string, _state: Properties, inputs: Properties) => write(id, inputs),
    refresh: (inputs: Properties, before: Properties, { inputs: now }: Live) =>
      followChanges(inputs, asInputs(known, before), now),
    async delete(id: string) {
      if (!singleton) await door.delete(id, apiVersion);
      else if ((await door.read(id, apiVersion)) !== undefined) {
        await door.put(id, apiVersion, { properties: singleton });
      }
    },
    async get(given: Properties) {
      const body = await door.read(idOf(given), apiVersion);
      if (body !== undefined) return { id: body["id"], ...outputsOf(body) };
      throw new Error(
        `Status=404 Code="ResourceNotFound" Message="The Resource '${idOf(given)}' was not found."`,
      );
    },
  };
}

/** Names in braces of a path. */
export function pathArguments(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

function argumentsOf({ path, members = [], properties, required = [], naming }: AzureResource): Arguments {
  const names = pathArguments(path);
  const own = names.at(-1)!;
  const inPath = names.map((name): [string, Argument] => [
    name,
    { kind: text(), replaces: true, required: name !== own || naming === "none" },
  ]);
  const top: Record<string, Argument> = {
    location: { kind: text(), cloud: "location", replaces: true },
    tags: { kind: map(text()), cloud: "tags" },
    kind: { kind: text(), cloud: "kind" },
    sku: { kind: { check: () => [], toCloud: (value) => value, fromCloud: (value) => value }, cloud: "sku" },
    identity: { kind: identity, cloud: "identity" },
  };
  const below = Object.entries(properties).map(([name, given]): [string, Argument] => {
    const { in: renamed = name, ...argument } = "kind" in given ? given : { kind: given };
    return [name, { cloud: renamed === "" ? "properties" : `properties.${renamed}`, ...argument }];
  });
  const all: [string, Argument][] = [
    ...inPath,
    ...members.map((name): [string, Argument] => [name, top[name]!]),
    ...below,
  ];
  return Object.fromEntries(
    all.map(([name, argument]) => [
      name,
      required.includes(name) ? { ...argument, required: true } : argument,
    ]),
  );
}

function autonameOf({ path, naming = "random", longestName = 80 }: AzureResource): { autoname?: Autoname } {
  if (naming === "none") return {};
  const property = pathArguments(path).at(-1)!;
  return {
    autoname: { property, maximumLength: longestName, separator: "", digits: 8, uuid: naming === "uuid" },
  };
}

/** Location of before, of the setting, or of the group. Spaces and casing make no difference. */
async function withLocation(
  { members = [] }: AzureResource,
  { door, subscriptionId, location }: AzureProvider,
  inputs: Properties,
  olds: Properties,
): Promise<Properties> {
  if (!members.includes("location")) return inputs;
  const group = inputs["resourceGroupName"];
  const found =
    inputs["location"] ??
    olds["location"] ??
    location ??
    (group === UNKNOWN
      ? UNKNOWN
      : (await door.read(`/subscriptions/${subscriptionId}/resourceGroups/${String(group)}`, "2024-03-01"))?.[
          "location"
        ]);
  if (typeof found !== "string") return inputs;
  return { ...inputs, location: found === UNKNOWN ? found : found.toLowerCase().replaceAll(" ", "") };
}

function idFrom(path: string, subscriptionId: string, inputs: Properties): string {
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => String(inputs[name]));
  return path.startsWith("/{scope}")
    ? filled.replace(/^\/+/, "/")
    : `/subscriptions/${subscriptionId}${filled}`;
}

/** Of outputs those that are arguments of the body, in the form in which a program gives them. */
function asInputs(known: Arguments, outputs: Properties): Properties {
  const found = Object.entries(outputs).filter(
    ([name, value]) => known[name]?.cloud !== undefined && value !== undefined,
  );
  return Object.fromEntries(
    found.map(([name, value]) => [name, name === "identity" ? identityInputs(value) : value]),
  );
}

/** `{ properties: { a: 1 } }` is `{ "properties.a": 1 }`, beside the whole. */
function flat(body: Properties): Properties {
  const properties = (body["properties"] ?? {}) as Properties;
  const below = Object.entries(properties).map(([key, value]) => [`properties.${key}`, value]);
  return { ...body, ...Object.fromEntries(below) };
}

function nested(given: Properties): Properties {
  const top = Object.entries(given).filter(([key]) => !key.startsWith("properties."));
  const below = Object.entries(given).filter(([key]) => key.startsWith("properties."));
  const properties = Object.fromEntries(
    below.map(([key, value]) => [key.slice("properties.".length), value]),
  );
  const body = Object.fromEntries(top);
  return below.length > 0 || body["properties"] === undefined ? { ...body, properties } : body;
}
