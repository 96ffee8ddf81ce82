import { isDeepStrictEqual } from "node:util";
import { CloudError } from "../cloud-error";
import type { AnyResourceType, Properties, Resource } from "./resource-type";
import { isObject, type Shape } from "./shape";

export interface ResourceView {
  readonly type: string;
  readonly id: string;
  readonly properties: Properties;
  readonly attributes: Properties;
}

/** What a deployer may know of a type before it creates anything. */
export interface ResourceTypeView {
  readonly shape: Shape;
  /** Properties whose change needs a new resource; every property of a type without updates. */
  needsReplacement(property: string): boolean;
}

/**
 * Everything that was deployed, in CloudFormation's terms: type names, property names, `Ref` and `GetAtt`.
 *
 * What is created here runs. The caller is the deployer, who may do everything.
 */
export class ResourceTable<Cloud = unknown> {
  readonly #cloud: Cloud;
  readonly #types: ReadonlyMap<string, AnyResourceType<Cloud>>;
  readonly #resources = new Map<string, Resource>();

  constructor(cloud: Cloud, types: readonly AnyResourceType<Cloud>[]) {
    this.#cloud = cloud;
    this.#types = new Map(types.map((type) => [type.type, type]));
  }

  /** @throws CloudError with the code and message of the service that refuses */
  async create(type: string, properties: unknown): Promise<ResourceView> {
    const definition = this.#definition(type);
    const checked = this.#check(definition, properties);
    const id = await definition.create(this.#cloud, checked);
    const resource: Resource = { type, id, properties: checked };
    this.#resources.set(keyOf(type, id), resource);
    return this.#view(resource);
  }

  /** The type, or undefined when the sandbox does not know it. */
  describe(type: string): ResourceTypeView | undefined {
    const definition = this.#types.get(type);
    return (
      definition && {
        shape: definition.shape,
        needsReplacement: (property) => !definition.update || definition.createOnly.includes(property),
      }
    );
  }

  read(type: string, id: string): ResourceView | undefined {
    const resource = this.#resources.get(keyOf(type, id));
    return resource && this.#view(resource);
  }

  list(): ResourceView[] {
    return [...this.#resources.values()].map((resource) => this.#view(resource));
  }

  /** Replaces all properties; a property left out goes back to its default. */
  async update(type: string, id: string, properties: unknown): Promise<ResourceView> {
    const definition = this.#definition(type);
    const resource = this.#existing(type, id);
    const checked = this.#check(definition, properties);
    const changed = [...new Set([...Object.keys(resource.properties), ...Object.keys(checked)])].filter(
      (key) => !isDeepStrictEqual(resource.properties[key], checked[key]),
    );
    const fixed = definition.update ? changed.filter((key) => definition.createOnly.includes(key)) : changed;
    if (fixed.length > 0) {
      const paths = fixed.map((key) => `/properties/${key}`).join(", ");
      throw new CloudError(
        "NotUpdatableException",
        `Invalid patch update: createOnlyProperties [${paths}] cannot be updated`,
      );
    }
    if (changed.length > 0) await definition.update?.(this.#cloud, resource, checked);
    resource.properties = checked;
    return this.#view(resource);
  }

  async delete(type: string, id: string): Promise<void> {
    const definition = this.#definition(type);
    const resource = this.#existing(type, id);
    await definition.delete(this.#cloud, resource);
    this.#resources.delete(keyOf(type, id));
  }

  #definition(type: string): AnyResourceType<Cloud> {
    const definition = this.#types.get(type);
    if (definition) return definition;
    throw new CloudError("TypeNotFoundException", `The type '${type}' cannot be found.`, 404);
  }

  #existing(type: string, id: string): Resource {
    const resource = this.#resources.get(keyOf(type, id));
    if (resource) return resource;
    throw new CloudError(
      "ResourceNotFoundException",
      `Resource of type '${type}' with identifier '${id}' was not found.`,
      404,
    );
  }

  #check(definition: AnyResourceType<Cloud>, properties: unknown): Properties {
    const problems: string[] = [];
    definition.shape(properties, "#", problems);
    if (problems.length > 0 || !isObject(properties)) {
      throw new CloudError("ValidationException", `Model validation failed (${problems.join(", ")})`);
    }
    return JSON.parse(JSON.stringify(properties)) as Properties;
  }

  #view({ type, id, properties }: Resource): ResourceView {
    const attributes = this.#definition(type).attributes(this.#cloud, { type, id, properties });
    return { type, id, properties: structuredClone(properties), attributes };
  }
}

function keyOf(type: string, id: string): string {
  return `${type} ${id}`;
}
