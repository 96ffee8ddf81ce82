import type { CustomResource } from "aws-cdk-lib";
import { Construct } from "constructs";
import { properties } from "../../core/checks";
import { CUSTOM_RESOURCES } from "../../core/contracts/aws/custom-resources";
import { checkIsNamed } from "../../core/workloads/field-rules";
import { WORKLOAD_ARGUMENTS as RULES } from "../shared/aws/pce-objects/arguments";
import { connected } from "./connected";
import { PropCheck } from "./prop-check";
import type { UnmanagedWorkloadProps } from "./unmanaged-workload-props";

/**
 * A workload of the PCE that has no agent (VEN): addresses, labels and what is known of the host.
 *
 * Once a VEN is paired with it, labels, name and enforcement are still updated; a change of what the VEN reports
 * (hostname, interfaces, public address, …) fails, and the removal of the construct releases the workload instead of
 * deleting it. A construct that is renamed or moved keeps its workload.
 */
export class UnmanagedWorkload extends Construct {
  /** Path of the workload in the PCE, for example `/orgs/1/workloads/7e3a…`. */
  readonly href: string;
  readonly #resource: CustomResource;

  constructor(scope: Construct, id: string, props: UnmanagedWorkloadProps) {
    super(scope, id);
    const check = new PropCheck(this);
    const { connection, removalPolicy, ...declared } = props;
    const checked = properties({ ...declared }, RULES, check.checks);
    const { name, hostname } = declared;
    checkIsNamed(declared, check.checks);
    this.#resource = connected(this, connection).makeObject(this, {
      type: CUSTOM_RESOURCES.unmanagedWorkload,
      properties: checked,
      removalPolicy,
      check,
      naturalKey: hostname === undefined ? { name } : { hostname },
    });
    this.href = this.#resource.getAttString("href");
  }

  /** Whether a VEN is paired with it, as `true` or `false`. */
  get managed(): string {
    return this.#resource.getAttString("managed");
  }
}
