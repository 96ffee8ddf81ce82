import type {
  ActorFact,
  ContainerWorkloadFact,
  PolicyFacts,
  RuleFact,
  RuleSetFact,
  ScopeEntryFact,
  ServicePortFact,
} from "../../../core/policy";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";

/**
 * The meaning of a policy, written as plainly as it can be and apart from core/policy: every question is about one
 * address, one port, one rule and one source, and everything is looked up again for each.
 */

export interface Place {
  readonly protocol: number;
  readonly port: number;
}

/** A rule of either kind, with the rule set that it stands in. */
export interface RuleIn {
  readonly rule: RuleFact;
  readonly ruleSet: RuleSetFact;
}

type Labels = readonly string[];
type Endpoint = WorkloadFact | ContainerWorkloadFact;
type Scope = readonly ScopeEntryFact[];

/** What can be a side of a rule. */
interface Thing {
  readonly kind: "workloads" | "virtual_services";
  readonly href: string;
  readonly labels: Labels;
}

export function rulesThatAllow(facts: PolicyFacts): RuleIn[] {
  return inForce(facts, (ruleSet) => ruleSet.rules ?? []);
}

export function overrideDenies(facts: PolicyFacts): RuleIn[] {
  return inForce(facts, (ruleSet) => (ruleSet.deny_rules ?? []).filter((rule) => rule.override));
}

function inForce(facts: PolicyFacts, rulesOf: (ruleSet: RuleSetFact) => readonly RuleFact[]): RuleIn[] {
  return [...facts.ruleSets]
    .filter((ruleSet) => ruleSet.enabled)
    .flatMap((ruleSet) => rulesOf(ruleSet).map((rule) => ({ rule, ruleSet })))
    .filter(({ rule }) => rule.enabled && rule.network_type !== "non_brn");
}

/** The scopes in which a rule is about a port of one of the providers. */
export function grantedScopes(
  facts: PolicyFacts,
  one: RuleIn,
  providers: readonly WorkloadFact[],
  place: Place,
): Scope[] {
  if (narrowed(one.rule).length > 0) return [];
  return matchingScopes(facts, one, providers, place)
    .filter(({ plain, repeated }) => plain && !repeated)
    .map(({ scope }) => scope);
}

/** Whether a rule lets an address of a source in, in one of these scopes. */
export function grants(
  facts: PolicyFacts,
  { rule }: RuleIn,
  scopes: readonly Scope[],
  source: string,
  address: string,
): boolean {
  return scopes.some((scope) => consumes(facts, rule, scope, source, address));
}

/** Whether a rule names a workload, in one of these scopes. */
export function namesWorkload(
  facts: PolicyFacts,
  { rule }: RuleIn,
  scopes: readonly Scope[],
  endpoint: Endpoint,
): boolean {
  return scopes.some((scope) => isConsumer(facts, rule, scope, endpoint));
}

/** The reasons that a rule has to be reported for. */
export function reasons(
  facts: PolicyFacts,
  one: RuleIn,
  providers: readonly WorkloadFact[],
  places: readonly Place[],
): string[] {
  const found = new Set<string>();
  for (const place of places)
    for (const { plain, process, repeated } of matchingScopes(facts, one, providers, place)) {
      if (process) found.add("process");
      if (repeated) found.add("scope-label-repeated");
      for (const reason of narrowed(one.rule)) found.add(reason);
      const isGranted = plain && !repeated && narrowed(one.rule).length === 0;
      if (isGranted && one.rule.consumers!.some((actor) => namesHost(facts, actor))) found.add("fqdn");
    }
  return [...found].sort();
}

function narrowed({ machine_auth, sec_connect, consuming_security_principals: groups = [] }: RuleFact) {
  return [
    ...(machine_auth ? ["machine-authentication"] : []),
    ...(sec_connect ? ["secure-connect"] : []),
    ...(groups.length > 0 ? ["user-group"] : []),
  ];
}

function namesHost(facts: PolicyFacts, actor: ActorFact): boolean {
  return [...facts.ipLists].some(({ href, fqdns = [] }) => href === actor.ip_list?.href && fqdns.length > 0);
}

interface MatchingScope {
  readonly scope: Scope;
  /** Whether the port is one for every process, or only for one. */
  readonly plain: boolean;
  readonly process: boolean;
  readonly repeated: boolean;
}

/** The expanded scopes in which one of the providers is a provider of the rule on this port. */
function matchingScopes(
  facts: PolicyFacts,
  { rule, ruleSet }: RuleIn,
  providers: readonly WorkloadFact[],
  place: Place,
): MatchingScope[] {
  const found: MatchingScope[] = [];
  for (const provider of providers) {
    const own: Thing = { kind: "workloads", href: provider.href, labels: labelsOf(provider) };
    const bound = [...facts.serviceBindings].filter(({ workload }) => workload?.href === provider.href);
    for (const written of ruleSet.scopes ?? [])
      for (const scope of expanded(facts, written)) {
        const add = (thing: Thing, entries: readonly ServicePortFact[]) => {
          if (!isNamed(facts, rule.providers!, thing, rule.resolve_labels_as!.providers!)) return;
          if (!isInScope(facts, scope, thing.labels)) return;
          const here = entries.filter((entry) => isPort(entry, place));
          if (here.length === 0) return;
          found.push({
            scope,
            plain: here.some((entry) => !entry.process_name),
            process: here.some((entry) => entry.process_name),
            repeated: repeats(facts, rule, scope),
          });
        };
        add(
          own,
          rule.ingress_services!.flatMap((entry) => entriesOf(facts, entry)),
        );
        for (const binding of bound)
          for (const service of facts.virtualServices)
            if (service.href === binding.virtual_service?.href)
              add(
                { kind: "virtual_services", href: service.href, labels: labelsOf(service) },
                service.service_ports!.map((entry) => {
                  const override = binding.port_overrides?.find(
                    ({ port, proto }) => port === entry.port && proto === entry.proto,
                  );
                  return override ? { proto: entry.proto!, port: override.new_port } : entry;
                }),
              );
      }
  }
  return found;
}

function entriesOf(
  facts: PolicyFacts,
  entry: ServicePortFact & { href?: string },
): readonly ServicePortFact[] {
  if (entry.href === undefined) return [entry];
  return [...facts.services]
    .filter(({ href }) => href === entry.href)
    .flatMap(({ service_ports = [], windows_services = [] }) => [...service_ports, ...windows_services]);
}

function isPort({ proto, port, to_port: toPort }: ServicePortFact, place: Place): boolean {
  if (proto !== -1 && proto !== place.protocol) return false;
  return port === undefined || port === null || (port <= place.port && place.port <= (toPort ?? port));
}

/** Every combination of one label for each label group of a scope. */
function expanded(facts: PolicyFacts, scope: Scope): ScopeEntryFact[][] {
  const [first, ...rest] = scope;
  if (first === undefined) return [[]];
  const further = expanded(facts, rest);
  const alternatives =
    first.label_group && !first.exclusion
      ? membersOf(facts, first.label_group.href).map((href): ScopeEntryFact => ({ label: { href } }))
      : [first];
  return alternatives.flatMap((entry) => further.map((entries) => [entry, ...entries]));
}

function isInScope(facts: PolicyFacts, scope: Scope, labels: Labels): boolean {
  return scope.every((entry) => {
    const meant = meantBy(facts, entry);
    if (!entry.exclusion) return labels.some((label) => meant.includes(label));
    return labels.some((label) => keyOf(label) === keyOfEntry(facts, entry) && !meant.includes(label));
  });
}

function repeats(facts: PolicyFacts, rule: RuleFact, scope: Scope): boolean {
  const inScope = scope.filter(({ exclusion }) => !exclusion).flatMap((entry) => meantBy(facts, entry));
  const actors = rule.unscoped_consumers ? rule.providers! : [...rule.providers!, ...rule.consumers!];
  return actors
    .filter(({ exclusion }) => !exclusion)
    .flatMap((actor) => meantBy(facts, actor))
    .some((label) => inScope.includes(label));
}

/** Whether a side of a rule names something, whatever the scope. */
function isNamed(
  facts: PolicyFacts,
  actors: readonly ActorFact[],
  { kind, href, labels }: Thing,
  resolved: readonly string[],
): boolean {
  if (actors.some(({ workload, virtual_service: service }) => (workload ?? service)?.href === href))
    return true;
  if (!resolved.includes(kind)) return false;
  const entries = actors.filter(({ label, label_group: group }) => label || group);
  if (entries.length === 0) return actors.some((actor) => actor.actors === "ams");
  return [...new Set(entries.map((entry) => keyOfEntry(facts, entry)))].every((key) => {
    const ofKey = entries.filter((entry) => keyOfEntry(facts, entry) === key);
    const own = labels.find((label) => keyOf(label) === key);
    if (own === undefined) return false;
    const [wanted, unwanted] = [
      ofKey.filter((entry) => !entry.exclusion),
      ofKey.filter((entry) => entry.exclusion),
    ];
    const isMeant = (entry: ScopeEntryFact) => meantBy(facts, entry).includes(own);
    return (wanted.length === 0 || wanted.some(isMeant)) && !unwanted.some(isMeant);
  });
}

function consumes(
  facts: PolicyFacts,
  rule: RuleFact,
  scope: Scope,
  source: string,
  address: string,
): boolean {
  for (const list of facts.ipLists)
    if (list.href === source && rule.consumers!.some((actor) => actor.ip_list?.href === source)) {
      const entries = list.ip_ranges ?? [];
      const isIn = (exclusion: boolean) =>
        entries.some((entry) => (entry.exclusion ?? false) === exclusion && isWithin(entry, address));
      if (isIn(false) && !isIn(true)) return true;
    }
  for (const endpoint of [...facts.workloads, ...facts.containerWorkloads])
    if (endpoint.href === source && isConsumer(facts, rule, scope, endpoint))
      return addressesOf(endpoint, rule.use_workload_subnets!.includes("consumers")).some((place) =>
        isWithin({ from_ip: place }, address),
      );
  return false;
}

function isConsumer(facts: PolicyFacts, rule: RuleFact, scope: Scope, endpoint: Endpoint): boolean {
  if (endpoint.deleted || ("online" in endpoint && endpoint.online === false && endpoint.managed))
    return false;
  const resolved = rule.resolve_labels_as!.consumers!;
  const isMeant = (thing: Thing) =>
    isNamed(facts, rule.consumers!, thing, resolved) &&
    (rule.unscoped_consumers || isInScope(facts, scope, thing.labels));
  if (isMeant({ kind: "workloads", href: endpoint.href, labels: labelsOf(endpoint) })) return true;
  return [...facts.serviceBindings].some(
    (binding) =>
      (binding.workload ?? binding.container_workload)?.href === endpoint.href &&
      [...facts.virtualServices].some(
        (service) =>
          service.href === binding.virtual_service?.href &&
          isMeant({ kind: "virtual_services", href: service.href, labels: labelsOf(service) }),
      ),
  );
}

/** Addresses, or networks, of interfaces that count. */
export function addressesOf(endpoint: Endpoint, subnets: boolean): string[] {
  return (endpoint.interfaces ?? [])
    .filter(({ link_state: state }) => state !== "down")
    .map(({ address, cidr_block: prefix }) => (subnets && prefix ? `${address}/${prefix}` : address));
}

/** Addresses of these worlds differ in their last number only. */
function isWithin(
  { from_ip: from, to_ip: to }: { from_ip: string; to_ip?: string | null },
  address: string,
): boolean {
  const [ip = "", prefix] = from.split("/");
  if (ip.includes(":") !== address.includes(":")) return false;
  const [first, asked] = [lastNumber(ip), lastNumber(address)];
  if (prefix !== undefined) {
    const size = 2 ** ((ip.includes(":") ? 128 : 32) - Number(prefix));
    return Math.floor(first / size) === Math.floor(asked / size);
  }
  return first <= asked && asked <= (to ? lastNumber(to) : first);
}

function lastNumber(address: string): number {
  return Number(address.slice(Math.max(address.lastIndexOf("."), address.lastIndexOf(":")) + 1));
}

function labelsOf({ labels = [] }: { readonly labels?: readonly { readonly href: string }[] }): Labels {
  return labels.map(({ href }) => href);
}

/** Hrefs of these worlds end in `key=value`, and those of label groups in `key-name`. */
function keyOf(label: string): string {
  return label.slice(label.lastIndexOf("/") + 1).split("=")[0]!;
}

function keyOfEntry(facts: PolicyFacts, { label, label_group: group }: ScopeEntryFact): string {
  if (label) return keyOf(label.href);
  return [...facts.labelGroups].find(({ href }) => href === group!.href)!.key;
}

function meantBy(facts: PolicyFacts, { label, label_group: group }: ScopeEntryFact): Labels {
  if (label) return [label.href];
  return group ? membersOf(facts, group.href) : [];
}

function membersOf(facts: PolicyFacts, href: string, above: readonly string[] = []): string[] {
  const name = href.slice(href.lastIndexOf("/") + 1);
  if (above.includes(name)) return [];
  const found = [...facts.labelGroups].find((group) => group.href.endsWith(`/${name}`));
  return [
    ...(found?.labels ?? []).map((label) => label.href),
    ...(found?.sub_groups ?? []).flatMap((below) => membersOf(facts, below.href, [...above, name])),
  ];
}
