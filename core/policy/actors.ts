import { versionless } from "../versionless-href";
import { NotExpressibleReason } from "./answer";
import type { ActorFact } from "./facts";
import { entryTitle, type LabelCondition, type LabelIndex, type ReadEntry } from "./label-index";
import type { Problem } from "./services";

/** The providers or the consumers of a rule. */
export interface Side {
  /** What the labels of it ask for; undefined when it names neither labels nor all workloads. */
  readonly conditions: readonly LabelCondition[] | undefined;
  /** The entries of labels and groups that are not exclusions. */
  readonly included: readonly ReadEntry[];
  readonly workloads: readonly string[];
  /** Hrefs without version, also of IP lists. */
  readonly virtualServices: readonly string[];
  readonly ipLists: readonly string[];
  /** What its labels stand for. */
  readonly asWorkloads: boolean;
  readonly asVirtualServices: boolean;
  /** What of it is not understood. */
  readonly problems: readonly Problem[];
}

/** @param resolved what labels stand for, by default workloads */
export function readSide(
  actors: readonly ActorFact[],
  resolved: readonly string[] | undefined,
  index: LabelIndex,
): Side {
  const entries: ReadEntry[] = [];
  const problems: Problem[] = [];
  const workloads: string[] = [];
  const virtualServices: string[] = [];
  const ipLists: string[] = [];
  let everyone = false;
  for (const actor of actors) {
    if (actor.actors === "ams") everyone = true;
    else if (actor.workload) workloads.push(actor.workload.href);
    else if (actor.virtual_service) virtualServices.push(versionless(actor.virtual_service.href));
    else if (actor.ip_list) ipLists.push(versionless(actor.ip_list.href));
    else if (actor.label || actor.label_group) {
      const read = index.read(actor);
      if (read) entries.push(read);
      else problems.push({ reason: NotExpressibleReason.MissingObject, what: entryTitle(actor) });
    } else if (!actor.virtual_server)
      problems.push({ reason: NotExpressibleReason.UnknownActor, what: actorTitle(actor) });
  }
  const included = entries.filter(({ exclusion }) => !exclusion);
  if (everyone && included.length > 0)
    problems.push({ reason: NotExpressibleReason.UnknownActor, what: "all workloads together with labels" });
  const understood = problems.length === 0 && (everyone || entries.length > 0);
  return {
    conditions: understood ? conditionsOf(entries) : undefined,
    included,
    workloads: [...new Set(workloads)],
    virtualServices: [...new Set(virtualServices)],
    ipLists: [...new Set(ipLists)],
    asWorkloads: resolved === undefined || resolved.includes("workloads"),
    asVirtualServices: resolved?.includes("virtual_services") ?? false,
    problems,
  };
}

/** Labels of one key are alternatives, and every key has to match. */
function conditionsOf(entries: readonly ReadEntry[]): LabelCondition[] {
  const keys = new Set(entries.map(({ key }) => key));
  return [...keys].map((key) => {
    const own = entries.filter((entry) => entry.key === key);
    if (own.length === 1) return { key, labels: own[0]!.labels, except: own[0]!.exclusion };
    const labels = (excluded: boolean) =>
      new Set(own.filter(({ exclusion }) => exclusion === excluded).flatMap((entry) => [...entry.labels]));
    const [included, excluded] = [labels(false), labels(true)];
    if (own.every(({ exclusion }) => exclusion)) return { key, labels: excluded, except: true };
    return { key, labels: new Set([...included].filter((href) => !excluded.has(href))), except: false };
  });
}

/** The first field of an actor that says something. */
function actorTitle(actor: ActorFact): string {
  const [name, value] = Object.entries(actor).find(([, one]) => one !== undefined && one !== null) ?? [];
  if (name === undefined) return "an empty entry";
  return `${name}: ${JSON.stringify(value).slice(0, 100)}`;
}
