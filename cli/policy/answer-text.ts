import { rangeText } from "../../core/addresses/range-text";
import type { PolicyAnswer, PolicyConsumer, PolicyFacts, PortRange } from "../../core/policy";
import { table } from "../table";

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 6: "tcp", 17: "udp" };
const HEADER = ["range", "port", "consumer", "labels", "rule set", "rule"];

type Labels = ReadonlyMap<string, string>;

/** The answer as a table, and below it what cannot be expressed. */
export function answerLines(answer: PolicyAnswer, facts: PolicyFacts): string[] {
  const labels = namesOfLabels(facts);
  const rows = answer.consumers.flatMap((consumer) => rowsOf(consumer, labels));
  return [
    ...(rows.length === 0 ? ["nobody may reach the provider on these ports"] : table([HEADER, ...rows])),
    ...(answer.notExpressible.length === 0
      ? []
      : ["", "not expressible by addresses and ports, and left out:"]),
    ...answer.notExpressible.map(
      ({ reason, what, rule }) => `  ${what} (${reason}): rule set '${rule.ruleSet.name}', ${ruleText(rule)}`,
    ),
  ];
}

/** The answer as it is printed with `--json`. */
export function answerJson(
  { consumers, denied, notExpressible, providers }: PolicyAnswer,
  facts: PolicyFacts,
) {
  const labels = namesOfLabels(facts);
  const shown = (consumer: PolicyConsumer) => ({
    ranges: consumer.ranges.map(rangeText),
    ports: consumer.ports,
    source: { ...consumer.source, ...(consumer.source.labels && { labels: labelsOf(consumer, labels) }) },
    rule: consumer.rule,
  });
  return { providers, consumers: consumers.map(shown), denied: denied.map(shown), notExpressible };
}

function rowsOf(consumer: PolicyConsumer, labels: Labels): string[][] {
  const { ranges, ports, source, rule } = consumer;
  const places = [
    ...ranges.map(rangeText),
    ...(source.publicIp === undefined ? [] : [`${source.publicIp} (public)`]),
  ];
  const rest = [
    source.kind === "workload" ? source.title : `${source.title} (${source.kind})`,
    labelsOf(consumer, labels).join(","),
    rule.ruleSet.name,
    ruleText(rule),
  ];
  return places.flatMap((place) => ports.map((port) => [place, portText(port), ...rest]));
}

function portText({ protocol, first, last }: PortRange): string {
  return `${first === last ? first : `${first}-${last}`}/${PROTOCOL_NAMES[protocol] ?? protocol}`;
}

/** The description of a rule, or else the end of its href. */
function ruleText({ href, description }: PolicyConsumer["rule"]): string {
  return description ?? href.replace(/^.*\/(\w+\/[^/]+)$/, "$1");
}

function labelsOf({ source }: PolicyConsumer, labels: Labels): string[] {
  return (source.labels ?? []).map((href) => labels.get(href) ?? href).sort();
}

function namesOfLabels({ labels }: PolicyFacts): Labels {
  return new Map([...labels].map(({ href, key, value }) => [href, `${key}=${value}`]));
}
