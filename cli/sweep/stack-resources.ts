import { Checks, having, list, required, text } from "../../core/checks";
import { CUSTOM_RESOURCES } from "../../core/contracts/aws/custom-resources";
import { stackReference } from "../../core/ownership/stack-reference";

/** A binding that a CloudFormation stack has. */
export interface StackBinding {
  /** Owner reference of its resource. */
  readonly owner: string;
  /** Which creation of the resource the stack has. */
  readonly incarnation: string;
}

/** What a CloudFormation stack has, as `aws cloudformation describe-stack-resources` prints it. */
export interface StackResources {
  /** `<region>/<stack>` */
  readonly stacks: ReadonlySet<string>;
  /** Hrefs of labels and workloads. */
  readonly hrefs: readonly string[];
  readonly bindings: readonly StackBinding[];
}

const ANY_TEXT = text({ longest: Number.POSITIVE_INFINITY });
const STACK = required(
  having<{ readonly StackResources: readonly Listed[] }>({
    StackResources: required(
      list(
        having({
          StackId: required(ANY_TEXT),
          LogicalResourceId: ANY_TEXT,
          PhysicalResourceId: ANY_TEXT,
          ResourceType: ANY_TEXT,
        }),
      ),
    ),
  }),
);

interface Listed {
  readonly StackId: string;
  readonly LogicalResourceId?: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType?: string;
}

const STACK_ID = /^arn:[^:]*:cloudformation:([^:]*):(\d*):stack\/([^/]*)\//;
/** Physical id of an object of a PCE; the first group is its href. */
const OBJECT_ID = /^https:\/\/[^/]+(\/orgs\/\d+\/[^#]+)#/;
/** Physical id of a binding: virtual system or device group, tag, and the incarnation. */
const BINDING_ID = /^https:\/\/[^/]+\/[^/#]+\/[^/#]+#([0-9a-f]{8})$/;

/** @param source name of the file in messages; @throws ConfigurationError for anything else than such a list */
export function readStackResources(content: unknown, source: string): StackResources {
  const checks = Checks.start();
  const { StackResources: listed = [] } = checks.read(content, STACK) ?? {};
  for (const [index, resource] of listed.entries())
    if (isBinding(resource) && resource.LogicalResourceId === undefined)
      checks.at("StackResources").at(index).at("LogicalResourceId").fail("is missing");
  checks.throwIfAny(source, "Give what `aws cloudformation describe-stack-resources --output json` printed");
  const stacks = new Set<string>();
  const hrefs: string[] = [];
  const bindings: StackBinding[] = [];
  for (const resource of listed) {
    const { StackId, LogicalResourceId: logicalId = "", PhysicalResourceId: id = "" } = resource;
    const [, region, account = "", stack = ""] = STACK_ID.exec(StackId) ?? [];
    const [, href] = OBJECT_ID.exec(id) ?? [];
    if (href !== undefined) hrefs.push(href);
    if (region === undefined) continue;
    stacks.add(`${region}/${stack}`);
    const [, incarnation] = (isBinding(resource) && BINDING_ID.exec(id)) || [];
    if (incarnation !== undefined)
      bindings.push({ owner: stackReference({ account, region, stack, logicalId }), incarnation });
  }
  return { stacks, hrefs, bindings };
}

function isBinding({ ResourceType }: Listed): boolean {
  return ResourceType === CUSTOM_RESOURCES.dagBinding;
}
