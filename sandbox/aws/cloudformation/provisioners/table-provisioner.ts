import { CloudError } from "../../../cloud/cloud-error";
import type { Ids } from "../../../cloud/ids";
import type { ResourceTable } from "../../../cloud/resources/resource-table";
import { coerce } from "../../../cloud/resources/shape";
import { namePropertyOf } from "../engine/physical-names";
import type { Owner, Provisioned, Provisioner, Wanted } from "../engine/provisioner";
import type { StackResource } from "../engine/stack";
import { type ReferencedValues, resolveDynamicReferences } from "../template/dynamic-references";
import { invalid } from "../template/template-error";
import { insideOf } from "./inside-of";
import { inTableForm } from "./property-forms";
import { withStackTags } from "./stack-tags";

type Table = Pick<ResourceTable, "create" | "delete" | "describe" | "read" | "update">;

/** Resources of the account: those that the Pulumi door makes too. */
export class TableProvisioner implements Provisioner {
  readonly #table: () => Table;
  readonly #values: ReferencedValues;
  readonly #ids: Pick<Ids, "uuid">;

  /** @param table asked for at each call, because the account makes its table after its services */
  constructor(table: () => Table, values: ReferencedValues, ids: Pick<Ids, "uuid">) {
    this.#table = table;
    this.#values = values;
    this.#ids = ids;
  }

  has(type: string): boolean {
    return this.#table().describe(type) !== undefined;
  }

  check({ logicalId, type, properties }: Wanted): void {
    const shape = this.#table().describe(type)!.shape;
    const problems: string[] = [];
    shape(coerce(shape, inTableForm(type, properties)), "#", problems);
    if (problems.length > 0) {
      throw invalid(
        `Properties validation failed for resource ${logicalId} with message:\n${problems.join("\n")}`,
      );
    }
  }

  needsReplacement(type: string, property: string): boolean {
    return this.#table().describe(type)?.needsReplacement(property) ?? true;
  }

  takesTags(type: string): boolean {
    return this.#table().describe(type)?.shape.fields?.["Tags"] !== undefined;
  }

  async create(owner: Owner, wanted: Wanted): Promise<Provisioned> {
    const { id } = await this.#refusing(() =>
      this.#table().create(wanted.type, this.#properties(owner, wanted)),
    );
    return { physicalId: id };
  }

  async update(owner: Owner, before: StackResource, wanted: Wanted): Promise<Provisioned> {
    const { type, physicalId } = before;
    await this.#refusing(() => this.#table().update(type, physicalId, this.#properties(owner, wanted)));
    return { physicalId };
  }

  async delete(_owner: Owner, { type, physicalId }: StackResource): Promise<void> {
    if (this.#table().read(type, physicalId) === undefined) return;
    await this.#refusing(() => this.#table().delete(type, physicalId));
  }

  attribute({ logicalId, type, physicalId }: StackResource, name: string): unknown {
    const found = this.#table().read(type, physicalId);
    if (found === undefined) {
      throw invalid(`Resource of type '${type}' with identifier '${physicalId}' was not found.`);
    }
    const value = found.attributes[name] ?? insideOf(found.attributes, name);
    if (value !== undefined) return value;
    throw invalid(
      `Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`,
    );
  }

  #properties(owner: Owner, { type, properties, generatedName }: Wanted): unknown {
    const name = namePropertyOf(type);
    const resolved = resolveDynamicReferences(properties, this.#values) as Record<string, unknown>;
    const tagged = this.takesTags(type) ? withStackTags(resolved, owner.tags) : resolved;
    const named =
      name !== undefined && generatedName !== undefined ? { ...tagged, [name]: generatedName } : tagged;
    return coerce(this.#table().describe(type)!.shape, inTableForm(type, named));
  }

  async #refusing<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      throw new CloudError(
        error.code,
        `Resource handler returned message: "${error.message} (${error.code}, Status Code: ${error.status})" (RequestToken: ${this.#ids.uuid()}, HandlerErrorCode: ${handlerCode(error)})`,
      );
    }
  }
}

/** @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
function handlerCode({ code, status }: CloudError): string {
  if (/AlreadyExists|AlreadyOwned|Conflict/.test(code)) return "AlreadyExists";
  if (/NotFound|NoSuch|DoesNotExist/.test(code)) return "NotFound";
  if (/AccessDenied/.test(code)) return "AccessDenied";
  if (/Limit/.test(code)) return "ServiceLimitExceeded";
  return status >= 500 ? "ServiceInternalError" : "InvalidRequest";
}
