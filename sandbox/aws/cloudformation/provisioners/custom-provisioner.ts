import type { Ids } from "../../../cloud/ids";
import { CustomResourceFailure, type CustomResourceRequest, type CustomResources } from "../custom-resources";
import { generateName } from "../engine/physical-names";
import type { Owner, Provisioned, Provisioner, Wanted } from "../engine/provisioner";
import type { StackResource } from "../engine/stack";
import { type ReferencedValues, resolveDynamicReferences } from "../template/dynamic-references";
import { invalid } from "../template/template-error";
import { insideOf } from "./inside-of";

const DEFAULT_TIMEOUT = 3600;

/** Resources behind a function or topic of the account. */
export class CustomProvisioner implements Provisioner {
  readonly #resources: () => CustomResources;
  readonly #values: ReferencedValues;
  readonly #ids: Ids;

  constructor(resources: () => CustomResources, values: ReferencedValues, ids: Ids) {
    this.#resources = resources;
    this.#values = values;
    this.#ids = ids;
  }

  has(type: string): boolean {
    return /^Custom::[\w@-]{1,52}$/.test(type) || type === "AWS::CloudFormation::CustomResource";
  }

  check({ logicalId, properties }: Wanted, before?: StackResource): void {
    if (typeof properties["ServiceToken"] !== "string") {
      throw invalid(
        `Properties validation failed for resource ${logicalId} with message:\n#: required key [ServiceToken] not found`,
      );
    }
    if (before !== undefined && before.properties["ServiceToken"] !== properties["ServiceToken"]) {
      throw invalid("Modifying service token is not allowed.");
    }
    const timeout = properties["ServiceTimeout"];
    if (timeout !== undefined && !(Number(timeout) >= 1 && Number(timeout) <= DEFAULT_TIMEOUT)) {
      throw invalid(
        `Properties validation failed for resource ${logicalId} with message:\n#/ServiceTimeout: ${String(timeout)} is not between 1 and ${DEFAULT_TIMEOUT}`,
      );
    }
  }

  needsReplacement(): "maybe" {
    return "maybe";
  }

  takesTags(): boolean {
    return false;
  }

  async create(owner: Owner, wanted: Wanted): Promise<Provisioned> {
    const call = this.#prepare(owner, wanted, { requestType: "Create" });
    try {
      return await call();
    } catch (error) {
      // A provider that told no id is sent one that was made up.
      const told = error instanceof CustomResourceFailure ? error.physicalId : undefined;
      const id = told ?? generateName(wanted.type, owner.stackName, wanted.logicalId, this.#ids);
      throw new CustomResourceFailure(error instanceof Error ? error.message : String(error), id);
    }
  }

  async update(owner: Owner, before: StackResource, wanted: Wanted): Promise<Provisioned> {
    const call = this.#prepare(owner, wanted, {
      requestType: "Update",
      physicalId: before.physicalId,
      oldProperties: this.#sent(before.properties),
    });
    return call();
  }

  async delete(owner: Owner, resource: StackResource): Promise<void> {
    const call = this.#prepare(owner, resource, {
      requestType: "Delete",
      physicalId: resource.physicalId,
    });
    await call();
  }

  /**
   * The text of the refusal is that of CloudFormation.
   *
   * @see https://github.com/aws/aws-cdk/issues/29949
   */
  attribute({ data = {}, answer }: StackResource, name: string): unknown {
    const found = data[name] ?? insideOf(data, name);
    if (found !== undefined && found !== null) return found;
    throw invalid(
      `CustomResource attribute error: Vendor response doesn't contain ${name} attribute in object ${answer}`,
    );
  }

  /** The call, with everything that may fail before it done. */
  #prepare(
    owner: Owner,
    { logicalId, type, properties }: Wanted,
    rest: Pick<CustomResourceRequest, "requestType" | "physicalId" | "oldProperties">,
  ): () => Promise<Provisioned> {
    const request = {
      serviceToken: String(properties["ServiceToken"]),
      stackId: owner.stackId,
      logicalId,
      resourceType: type,
      properties: this.#sent(properties),
      timeoutInSeconds: Number(properties["ServiceTimeout"] ?? DEFAULT_TIMEOUT),
      ...rest,
    };
    return async () => {
      const { requestId, ...told } = await this.#resources().call(request);
      return { ...told, answer: `${owner.stackId}|${logicalId}|${requestId}` };
    };
  }

  #sent(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return scalarsAsText(resolveDynamicReferences(properties, this.#values)) as Record<string, unknown>;
  }
}

/** CloudFormation sends every scalar as text: `42` is `"42"`, `true` is `"true"`. */
function scalarsAsText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scalarsAsText);
  if (typeof value !== "object" || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, scalarsAsText(each)]));
}
