import { Annotations, Aspects, Duration, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import { isToken, required, text } from "../../core/checks";
import { CUSTOM_RESOURCES } from "../../core/contracts/aws/custom-resources";
import { BINDING_WAIT } from "../shared/aws/pce-objects/function";
import { unknownKey } from "../shared/aws/rules";
import { connected } from "./connected";
import type { DagBindingProps } from "./dag-binding-props";
import { PropCheck } from "./prop-check";
import { secretArn } from "./secret-arn";

/**
 * Puts a binding in force on a Palo Alto firewall: makes tag, address group and rule, and fills the group once with the
 * addresses of the workloads whose labels match. A `DagSync` of the same stack keeps it filled: give it the binding
 * among its `bindings`.
 *
 * `cdk diff` shows changes of the declaration; `illumio-iac dag-sync --plan` shows which addresses would enter and leave.
 *
 * Another tag, firewall, virtual system or device group makes a new binding before it removes the old one. A construct that
 * is renamed or moved goes on with its binding while tag, address group and rule stay the same, and a rollback gives it
 * back. Set `name` to keep the tag of a construct whose id changes.
 */
export class DagBinding extends Construct {
  /** Name of the firewall. */
  readonly firewall: string;
  /** The declaration with its defaults, owner and revision as JSON, known when the binding is made. */
  readonly definition: string;
  /** Digest of the declaration, known when the binding is made. */
  readonly revision: string;
  /** The tag that the members carry. */
  readonly tag: string;
  /** Filter for an address group that holds exactly the members. */
  readonly filter: string;
  #isFollowed = false;

  constructor(scope: Construct, id: string, props: DagBindingProps) {
    super(scope, id);
    const check = new PropCheck(this);
    const { connection, firewallSecret, removalPolicy, name = id, target, ...declared } = props;
    const labels = knownLabels(check, declared.labels);
    this.firewall = check.literal("target.firewall", target?.firewall, required(text()), "");
    const secret = { secret: firewallSecret, arn: secretArn(check, "firewallSecret", firewallSecret) };
    const resource = connected(this, connection).makeBinding(this, secret, {
      type: CUSTOM_RESOURCES.dagBinding,
      properties: {
        firewallSecretArn: secret.arn,
        name,
        target,
        ...declared,
        ...(labels && { labels }),
      },
      removalPolicy,
      check,
      naturalKey: {
        firewall: this.firewall,
        place: target?.vsys ?? target?.deviceGroup ?? "vsys1",
        tag: declared.tag ?? `illumio-iac.${name}`,
      },
      serviceTimeout: Duration.minutes(BINDING_WAIT.totalInMinutes),
    });
    this.definition = resource.getAttString("definition");
    this.revision = resource.getAttString("revision");
    this.tag = resource.getAttString("tag");
    this.filter = resource.getAttString("filter");
    Aspects.of(this).add({ visit: (node) => node === this && this.#warnUnfollowed() });
  }

  /**
   * A `DagSync` takes the binding.
   *
   * @internal
   */
  follow(): void {
    this.#isFollowed = true;
  }

  #warnUnfollowed(): void {
    if (this.#isFollowed) return;
    Annotations.of(this).addWarningV2(
      "illumio-iac:binding-not-followed",
      `Nothing keeps the address group filled: the binding of ${Stack.of(this).stackName} fills it once. Give it to a DagSync: ` +
        "bindings: { … }",
    );
  }
}

/** CDK refuses a key that only the deployment knows in words of its own, before it asks for problems. */
function knownLabels(check: PropCheck, labels: DagBindingProps["labels"]): DagBindingProps["labels"] {
  if (typeof labels !== "object" || labels === null || isToken(labels)) return labels;
  const known = Object.entries(labels).filter(([key]) => {
    const problem = unknownKey(key);
    check.report("labels", problem);
    return problem === undefined;
  });
  return Object.fromEntries(known);
}
