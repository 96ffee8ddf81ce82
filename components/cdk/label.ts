import { Construct } from "constructs";
import { CUSTOM_RESOURCES } from "../../core/contracts/aws/custom-resources";
import { LABEL_ARGUMENTS as RULES } from "../shared/aws/pce-objects/arguments";
import { connected } from "./connected";
import type { PceObjectProps } from "./pce-object-props";
import { PropCheck } from "./prop-check";

/** Props of `Label`. Values may be tokens. */
export interface LabelProps extends PceObjectProps {
  /** Label type: `role`, `app`, `env`, `loc`, or one that the PCE's administrator added. A change replaces the label. */
  readonly key: string;
  /** Text of the label, at most 255 characters. A change renames the label; everything that carries it keeps it. */
  readonly value: string;
}

/**
 * A label of the PCE: a key and a value that policy is written against.
 *
 * Use {@link Label.value} in the labels of a workload, so that CloudFormation makes the label first and deletes it last.
 * In another stack take the text itself, and let that stack depend on this one: CloudFormation refuses to change a value that
 * another stack imports.
 *
 * A construct that is renamed or moved keeps its label. A value may pass from one label of the stack to another one in one
 * deployment, and two labels may exchange their values.
 */
export class Label extends Construct {
  /** Path of the label in the PCE, for example `/orgs/1/labels/42`. */
  readonly href: string;
  /** The key as it was given. */
  readonly key: string;
  /** The value, known when the label is made. */
  readonly value: string;

  constructor(scope: Construct, id: string, props: LabelProps) {
    super(scope, id);
    const check = new PropCheck(this);
    const { connection, adopt, takeOverFrom, removalPolicy } = props;
    const key = check.read("key", props.key, RULES.key, "");
    const value = check.read("value", props.value, RULES.value, "");
    check.checks.called("adopt").read(adopt, RULES.adopt);
    check.checks.called("takeOverFrom").read(takeOverFrom, RULES.takeOverFrom);
    const resource = connected(this, connection).makeObject(this, {
      type: CUSTOM_RESOURCES.label,
      properties: { key, value, adopt, takeOverFrom },
      removalPolicy,
      check,
      naturalKey: { key, value },
    });
    this.key = key;
    this.href = resource.getAttString("href");
    this.value = resource.getAttString("value");
  }
}
