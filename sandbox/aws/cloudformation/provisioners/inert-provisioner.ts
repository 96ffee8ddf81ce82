import type { Ids } from "../../../cloud/ids";
import { generateName } from "../engine/physical-names";
import type { Owner, Provisioned, Provisioner, Wanted } from "../engine/provisioner";
import type { StackResource } from "../engine/stack";
import { invalid } from "../template/template-error";

const TYPES = ["AWS::CDK::Metadata", "AWS::CloudFormation::WaitConditionHandle"];

/** Resources that are only written down. */
export class InertProvisioner implements Provisioner {
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  has(type: string): boolean {
    return TYPES.includes(type);
  }

  check(): void {
    // Nothing reads their properties.
  }

  needsReplacement(): boolean {
    return false;
  }

  takesTags(): boolean {
    return false;
  }

  async create(owner: Owner, { type, logicalId }: Wanted): Promise<Provisioned> {
    return { physicalId: generateName(type, owner.stackName, logicalId, this.#ids) };
  }

  async update(_owner: Owner, { physicalId }: StackResource): Promise<Provisioned> {
    return { physicalId };
  }

  async delete(): Promise<void> {
    // There is nothing in the account.
  }

  attribute({ logicalId }: StackResource, name: string): unknown {
    throw invalid(
      `Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`,
    );
  }
}
