import { Checks, having, list, type Rule, required, text } from "../../core/checks";
import { isRecord, type JsonRecord } from "../../core/checks/json";
import type { DagBindingDefinition } from "../../core/dag";
import { isOfIncarnation } from "../../core/ownership/note-mark";
import type { MadeObject } from "../../reconcilers/dag/objects/made-object";
import { isStateSecret } from "../../reconcilers/shared/state-secret";
import { nameOfFile, readJsonFile } from "../read-json";
import { readStackResources, type StackBinding } from "./stack-resources";

const OURS = "pulumi-nodejs:dynamic/illumio-iac:";
const BINDING = `${OURS}DagBinding`;

/** A binding that a state has, with what it made. */
export interface StateBinding {
  readonly definition: DagBindingDefinition;
  readonly made: readonly MadeObject[];
  /** `host:port` of the firewall. */
  readonly hosts: readonly string[];
  readonly source: string;
}

const ANY_TEXT = required(text({ longest: Number.POSITIVE_INFINITY, empty: true }));
const STATE = required(
  having<{ readonly deployment: { readonly resources?: JsonRecord[] | null } }>({
    deployment: required(having({ resources: list(having({})) })),
  }),
);
const DEFINITION = {
  owner: ANY_TEXT,
  revision: ANY_TEXT,
  tag: ANY_TEXT,
  target: required(having({ firewall: ANY_TEXT })),
};
const OUTPUTS = required(
  having<{ readonly definition: DagBindingDefinition; readonly made?: unknown; readonly place?: unknown }>({
    definition: required(inPlain(having(DEFINITION))),
  }),
);
const MADE = required(
  inPlain(list(having<MadeObject>({ kind: ANY_TEXT, name: ANY_TEXT, container: ANY_TEXT }))),
);

/** What states have: it is protected from the sweep. */
export class States {
  /** `<project>/<stack>`, or `<region>/<stack>`, of every state, as far as its resources tell. */
  readonly stacks = new Set<string>();
  readonly sources: string[] = [];
  readonly bindings: StateBinding[] = [];
  private readonly hrefs = new Map<string, string>();
  private readonly stackBindings: (StackBinding & { readonly source: string })[] = [];

  /** @throws ConfigurationError when a file cannot be read or is no stack export */
  static read(files: readonly string[]): States {
    const states = new States();
    for (const file of files) states.add(readJsonFile(file), nameOfFile(file));
    return states;
  }

  /** Which state has the label or workload; undefined when none has. */
  holderOf(href: string): string | undefined {
    return this.hrefs.get(href);
  }

  /**
   * Which state has a binding of a CloudFormation stack whose mark an object on a firewall carries; undefined when none has.
   *
   * @param isOwner whether the mark is of an owner; it names a digest only where it is a claim
   */
  holderOfMark(
    isOwner: (owner: string) => boolean,
    mark: { readonly incarnation?: string },
  ): string | undefined {
    return this.stackBindings.find(
      ({ owner, incarnation }) => isOwner(owner) && isOfIncarnation(mark, incarnation),
    )?.source;
  }

  private add(content: unknown, source: string): void {
    if (isRecord(content) && Object.hasOwn(content, "StackResources")) this.addStack(content, source);
    else this.addExport(content, source);
  }

  private addExport(content: unknown, source: string): void {
    const checks = Checks.start();
    const { deployment } = checks.read(content, STATE) ?? {};
    checks.throwIfAny(source, "Give what `pulumi stack export --file` wrote");
    this.sources.push(source);
    const resources = checks.at("deployment").at("resources");
    for (const [index, resource] of (deployment?.resources ?? []).entries())
      this.addResource(resource, source, resources.at(index));
    checks.throwIfAny(
      source,
      "What a binding has on its firewall cannot be told where its outputs are secret or not those of a DagBinding; export " +
        "the state with --show-secrets",
    );
  }

  private addStack(content: unknown, source: string): void {
    const { stacks, hrefs, bindings } = readStackResources(content, source);
    this.sources.push(source);
    for (const stack of stacks) this.stacks.add(stack);
    for (const href of hrefs) this.hrefs.set(href, source);
    for (const binding of bindings) this.stackBindings.push({ ...binding, source });
  }

  /** Also what waits for its deletion is in the state: the next run removes it. */
  private addResource({ urn, type, id, outputs }: JsonRecord, source: string, checks: Checks): void {
    const [, , stack, , project] = typeof urn === "string" ? urn.split(":") : [];
    if (stack && project) this.stacks.add(`${project}/${stack}`);
    if (typeof type !== "string" || !type.startsWith(OURS)) return;
    if (type === BINDING) {
      const at = typeof urn === "string" ? checks.called(urn) : checks;
      this.bindings.push(bindingOf(outputs, source, at.at("outputs")));
    } else if (typeof id === "string") this.hrefs.set(id, source);
  }
}

/** @returns what may be used where `checks` took no problem */
function bindingOf(outputs: unknown, source: string, checks: Checks): StateBinding {
  const { definition, made = [], place } = checks.read(outputs, OUTPUTS) ?? ({} as JsonRecord);
  const hosts =
    isRecord(place) && Array.isArray(place["hosts"])
      ? place["hosts"].filter((host) => typeof host === "string")
      : [];
  return {
    definition: definition as DagBindingDefinition,
    made: checks.at("made").read(made, MADE),
    hosts,
    source,
  };
}

function inPlain<T>(rule: Rule<T>): Rule<T> {
  return (value, checks) =>
    isStateSecret(value) ? checks.fail("must not be a secret") : rule(value, checks);
}
