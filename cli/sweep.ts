import { Command } from "commander";
import { PceClient, pceConnectionFromEnvironment } from "../clients/pce";
import { ConfigurationError, type FailedItem, PartialFailureError } from "../core/errors";
import { checkBindings } from "../reconcilers/dag/bindings/check-bindings";
import { ExitCode } from "./exit-code";
import { jsonLines, print, say } from "./output";
import { findFirewallObjects } from "./sweep/firewall-objects";
import type { Findings, FoundObject } from "./sweep/found";
import { ownerMatcher } from "./sweep/owner-match";
import { findPceObjects } from "./sweep/pce-objects";
import { sweptPlaces } from "./sweep/places";
import { type Outcome, removeFound } from "./sweep/remove";
import { sweepJson, sweepLines } from "./sweep/report";
import { States } from "./sweep/states";
import { DONE, findingsFor, type Task } from "./sweep/task";
import { readDeclarationsFile } from "./sync/declarations-file";

/** Exit code of `--exit-code` when something would be removed. */
const PENDING = 2;

export interface SweepCommandOptions {
  readonly owner: string;
  readonly state?: readonly string[];
  readonly withoutState?: boolean;
  readonly pce: boolean;
  readonly firewall?: readonly string[];
  readonly vsys?: readonly string[];
  readonly deviceGroup?: readonly string[];
  readonly serial?: readonly string[];
  readonly bindings?: string;
  readonly apply?: boolean;
  readonly exitCode?: boolean;
  readonly json?: boolean;
}

/** `illumio-iac sweep`: lists and removes what a stack left behind and no state contains. */
export function sweepCommand(): Command {
  return ownerCommand("sweep", {
    description:
      "list objects that carry the mark of an owner and are in no state; with --apply, remove them",
    apply: "remove what is listed",
    pending: "without --apply: exit with 2 when something would be removed",
    help: HELP,
  });
}

interface CommandWords {
  readonly description: string;
  readonly apply: string;
  /** Description of `--exit-code`. */
  readonly pending: string;
  readonly help: string;
}

/** A command over all objects that carry the mark of one exact owner and are in no state. */
export function ownerCommand(task: Task, words: CommandWords): Command {
  return new Command(task)
    .description(words.description)
    .requiredOption(
      "--owner <owner>",
      "exact owner: <owner>/<project>/<stack>, of a CDK app <account>/<region>/<stack>, or one resource as messages print it",
    )
    .option(
      "--state <file>",
      "what `pulumi stack export --file` wrote, of a CDK app what `aws cloudformation describe-stack-resources --output json` printed; - is standard input; may be repeated",
      several,
    )
    .option("--without-state", "with --apply: the state no longer exists")
    .option("--no-pce", "leave labels and workloads alone")
    .option("--firewall <name>", "also look at this firewall or Panorama; may be repeated", several)
    .option("--vsys <name>", "virtual system; may be repeated (default: vsys1)", several)
    .option(
      "--device-group <name>",
      "on Panorama: a device group, and Panorama's own table; may be repeated",
      several,
    )
    .option("--serial <number>", "on Panorama: the table of a managed firewall; may be repeated", several)
    .option("--bindings <file>", "declarations of the owner, for entries without a tag object")
    .option("--apply", words.apply)
    .option("--exit-code", words.pending)
    .option("--json", "print JSON instead of a table")
    .addHelpText("after", words.help)
    .action((options: SweepCommandOptions) => run(task, options));
}

const HELP = `
The command looks for labels and workloads in the PCE, and on the firewalls that are named for rules, address groups,
tags, and registered entries with their revision tags. Objects that another owner made, and objects that were taken over
with adopt: true in the PCE, carry another mark or none and are never touched. Objects in a given state stay, also those
that wait for their deletion.

  pulumi stack export --file state.json
  illumio-iac sweep --owner acme/shop/prod --state state.json --firewall edge

  aws cloudformation describe-stack-resources --stack-name Shop --output json > stack.json
  illumio-iac sweep --owner 123456789012/us-east-1/Shop --state stack.json --firewall edge

The PCE is that of the ILLUMIO_PCE_… and ILLUMIO_API_KEY_… environment variables, the firewall "edge" that of
ILLUMIO_FIREWALL_EDGE_HOSTS and related variables, as for dag-sync. Configuration is removed from the candidate
configuration only; illumio-iac dag-sync commit puts it in force.

Exit codes: 0 listed, removed, or nothing to do, 1 something failed, 2 something would be removed (--exit-code), or a
wrong call.`;

async function run(task: Task, options: SweepCommandOptions): Promise<void> {
  const match = ownerMatcher(options.owner);
  const states = States.read(options.state ?? []);
  const declared = (options.bindings ? checkedBindings(options.bindings) : []).filter(
    ({ owner }) => match(owner) === "same",
  );
  const notes = stateNotes(options, states);
  if (options.apply && notes.length > 0 && !options.withoutState)
    throw new ConfigurationError(
      "--apply",
      `${notes.join("; ")}. Give it with --state, or say --without-state`,
    );
  const places = sweptPlaces(options, process.env);
  const pce = options.pce ? new PceClient(pceConnectionFromEnvironment(process.env)) : undefined;
  if (!pce && places.length === 0)
    throw new ConfigurationError("--no-pce", "leaves nothing to look at; name a --firewall");
  try {
    const looks = [
      ...(pce ? [() => findPceObjects(pce, match, states)] : []),
      ...places.map(
        (place) => () => findFirewallObjects(place, { match, owner: options.owner, states, declared }),
      ),
    ];
    const titles = [...(pce ? ["the PCE"] : []), ...places.map(({ name }) => `firewall ${name}`)];
    const { findings: seen, failures } = await lookAtAll(looks, titles);
    const findings = findingsFor(task, seen);
    const outcomes = options.apply ? await removeFound(findings.found) : undefined;
    const report = {
      task,
      owner: options.owner,
      states: states.sources,
      notes,
      findings,
      outcomes,
      failures,
    };
    await print(options.json ? jsonLines(sweepJson(report)) : sweepLines(report));
    if (outcomes) say(...commitHints(task, findings.found, outcomes));
    const failed = [...failures, ...(outcomes ?? []).flatMap(({ failure }) => failure ?? [])];
    if (failed.length > 0)
      throw new PartialFailureError(
        task,
        failed,
        (outcomes?.length ?? findings.found.length) - failed.length,
      );
    if (options.exitCode && !options.apply && findings.found.length > 0) throw new ExitCode(PENDING);
  } finally {
    await Promise.all([pce?.close(), ...places.map(({ firewall }) => firewall.client.close())]);
  }
}

/** Why what is listed may still be in a state; empty when a state of the stack was given. */
function stateNotes({ owner }: SweepCommandOptions, { sources, stacks }: States): string[] {
  if (sources.length === 0) return ["no state was given, so what a stack still has is listed too"];
  const stack = owner.split("/").slice(1, 3).join("/");
  if (stacks.size === 0 || stacks.has(stack)) return [];
  return [`no state of ${stack} was given, only of ${[...stacks].sort().join(", ")}`];
}

/** The declarations of a bindings file, whichever connection they name. */
function checkedBindings(file: string) {
  const content = readDeclarationsFile(file);
  return checkBindings(content, { source: file });
}

/** Looks at every system; one that does not answer does not hide what the others have. */
async function lookAtAll(
  looks: readonly (() => Promise<Findings>)[],
  titles: readonly string[],
): Promise<{ findings: Findings; failures: FailedItem[] }> {
  const settled = await Promise.allSettled(looks.map((look) => look()));
  const seen = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failures = settled.flatMap((one, index) => {
    if (one.status === "fulfilled") return [];
    const cause = one.reason as Error;
    return [{ item: titles[index]!, reason: cause.message, cause }];
  });
  if (seen.length === 0 && failures.length === 1) throw failures[0]!.cause;
  const findings = { found: seen.flatMap(({ found }) => found), kept: seen.flatMap(({ kept }) => kept) };
  return { findings, failures };
}

function commitHints(task: Task, found: readonly FoundObject[], outcomes: readonly Outcome[]): string[] {
  const changed = found.filter(
    ({ kind }, index) => ["rule", "address group", "tag"].includes(kind) && !outcomes[index]!.failure,
  );
  const firewalls = [...new Set(changed.map(({ where }) => where.split(", ")[0]))];
  return firewalls.map(
    (name) =>
      `firewall ${name}: configuration ${DONE[task]}, not committed: illumio-iac dag-sync commit --firewall ${name}`,
  );
}

function several(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
