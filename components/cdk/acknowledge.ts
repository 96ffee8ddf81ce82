import {
  type Acknowledgment,
  AspectPriority,
  Aspects,
  CfnResource,
  type IAspect,
  Stack,
  Validations,
} from "aws-cdk-lib";
import type { Construct, IConstruct } from "constructs";
import { findingText } from "./finding-text";

/** A finding of cdk-nag that holds for a construct's own resources, and why it may. */
export interface Acknowledgement {
  /** Rule with its pack, for example `AwsSolutions-S1`. */
  readonly rule: string;
  /**
   * Finding of a rule that has several per resource, for example `Resource::{bucket}/*`. A name in braces stands for a value
   * that the construct gives; a value that is a list gives a finding each.
   */
  readonly finding?: string;
  /** Paths of the resources within the construct, without a last `Resource`. One that was not made is passed over. */
  readonly at: readonly string[];
  /** A sentence of Latin-1 characters: cdk-nag 2 encodes others. */
  readonly reason: string;
}

/** Values that stand in findings, by name. They may be tokens. */
export type FindingValues = Readonly<Record<string, string | readonly string[]>>;

/**
 * Acknowledges findings about what a construct makes, for cdk-nag 3 by `Validations` and for cdk-nag 2 by the metadata
 * `cdk_nag`. Neither has to be installed.
 *
 * Findings hold logical ids, which a program or its aspects may override, and references, which become imports of other
 * stacks late. So an entry of the metadata computes its findings whenever it is read: the packs of cdk-nag 2 are aspects, and
 * read it when they look at the resource. Those of cdk-nag 3 look at a complete app; what they read is written before, and
 * once more, if it changed, when the app is validated.
 */
export function acknowledge(
  scope: Construct,
  acknowledgements: readonly Acknowledgement[],
  values: FindingValues = {},
): void {
  const aspect = new Acknowledging(scope, acknowledgements, values);
  Aspects.of(scope).add(aspect, { priority: BEFORE_PACKS });
  scope.node.addValidation({
    validate: () => {
      for (const construct of scope.node.findAll()) aspect.visit(construct);
      return [];
    },
  });
}

/** After aspects that change resources, and before the packs of cdk-nag 2, which have the default priority. */
const BEFORE_PACKS = (AspectPriority.MUTATING + AspectPriority.DEFAULT) / 2;

/** An entry of the metadata `cdk_nag`. */
interface Suppression {
  readonly id: string;
  readonly reason: string;
  readonly applies_to?: readonly string[];
}

class Acknowledging implements IAspect {
  readonly #suppressed = new Map<CfnResource, readonly Suppression[]>();
  readonly #acknowledged = new Map<CfnResource, Set<string>>();

  constructor(
    readonly scope: Construct,
    readonly acknowledgements: readonly Acknowledgement[],
    readonly values: FindingValues,
  ) {}

  visit(construct: IConstruct): void {
    if (!CfnResource.isCfnResource(construct)) return;
    const suppressions = this.#suppressed.get(construct) ?? this.#suppress(construct);
    const known = this.#acknowledged.get(construct) ?? new Set();
    this.#acknowledged.set(construct, known);
    for (const acknowledgment of suppressions.flatMap(acknowledgments)) {
      if (known.has(acknowledgment.id)) continue;
      known.add(acknowledgment.id);
      record(construct, acknowledgment);
    }
  }

  #suppress(resource: CfnResource): readonly Suppression[] {
    const path = resource.node.path.slice(this.scope.node.path.length + 1).replace(/\/Resource$/, "");
    const suppressions = this.acknowledgements
      .filter(({ at }) => at.includes(path))
      .map((acknowledgement) => this.#suppression(resource, acknowledgement));
    this.#suppressed.set(resource, suppressions);
    if (suppressions.length > 0) {
      const { rules_to_suppress: others = [] } = (resource.getMetadata("cdk_nag") ?? {}) as Suppressions;
      resource.addMetadata("cdk_nag", { rules_to_suppress: [...others, ...suppressions] });
    }
    return suppressions;
  }

  #suppression(resource: CfnResource, { rule, reason, finding }: Acknowledgement): Suppression {
    if (finding === undefined) return { id: rule, reason };
    const findings = () => this.#findings(resource, finding);
    return {
      id: rule,
      reason,
      get applies_to() {
        return findings();
      },
    };
  }

  /** A finding with the values of its names, once for each value of a list. */
  #findings(resource: CfnResource, finding: string): string[] {
    let found = [""];
    for (const [index, part] of finding.split(/[{}]/).entries()) {
      const texts = index % 2 === 0 ? [part] : this.#texts(resource, part);
      found = found.flatMap((start) => texts.map((text) => start + text));
    }
    return [...new Set(found)];
  }

  #texts(resource: CfnResource, name: string): string[] {
    const value = this.values[name];
    if (value === undefined)
      throw new Error(`A finding names {${name}}, for which ${this.scope.node.path} gives no value.`);
    return [value].flat().map((one) => findingText(Stack.of(resource).resolve(one)));
  }
}

interface Suppressions {
  readonly rules_to_suppress?: readonly Suppression[];
}

/**
 * Acknowledges for cdk-nag 3. The first versions of `Validations` (seen in aws-cdk-lib 2.257.0) refuse an id with `::` in its
 * finding; there it is written as they would have written it, where cdk-nag finds it.
 */
function record(resource: CfnResource, acknowledgment: Acknowledgment): void {
  try {
    Validations.of(resource).acknowledge(acknowledgment);
  } catch (error) {
    if (!(error as Error).message.includes("The '::' delimiter is reserved")) throw error;
    const { id, reason } = acknowledgment;
    resource.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`annotation::${id}`]: reason });
  }
}

/** cdk-nag 3 knows one id for each finding. */
function acknowledgments({ id, reason, applies_to }: Suppression): Acknowledgment[] {
  return (applies_to?.map((finding) => `${id}[${finding}]`) ?? [id]).map((one) => ({ id: one, reason }));
}
