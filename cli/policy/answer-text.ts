import { rangeText } from "../../core/addresses/range-text";
import { firstTen } from "../../core/first-ten";
import { grouped } from "../../core/grouped";
import {
  type PolicyAnswer,
  type PolicyConsumer,
  type PolicyFacts,
  type PortRange,
  ruleTitle,
} from "../../core/policy";
import { table } from "../table";

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 6: "tcp", 17: "udp" };
const HEADER = ["range", "port", "consumer", "labels", "rule set", "rule"];

type Labels = ReadonlyMap<string, string>;

/** The answer as a table, and below it what override denies name, and what cannot be expressed. */
export function answerLines(answer: PolicyAnswer, facts: PolicyFacts): string[] {
  const labels = namesOfLabels(facts);
  const rows = answer.consumers.flatMap((consumer) => rowsOf(consumer, labels));
  return [
    ...(rows.length === 0 ? ["nobody may reach the provider on these ports"] : table([HEADER, ...rows])),
    ...deniedLines(answer),
    ...(answer.notExpressible.length === 0
      ? []
      : ["", "not expressible by addresses and ports, and left out:"]),
    ...answer.notExpressible.map(({ reason, what, rule }) => `  ${what} (${reason}): ${ruleTitle(rule)}`),
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
    rule.description || ruleTitle(rule),
  ];
  return places.flatMap((place) => ports.map((port) => [place, portText(port), ...rest]));
}

function portText({ protocol, first, last }: PortRange): string {
  return `${first === last ? first : `${first}-${last}`}/${PROTOCOL_NAMES[protocol] ?? protocol}`;
}

/** Whom each override deny names, whether a rule allows it or not. */
function deniedLines({ denied }: PolicyAnswer): string[] {
  const rules = grouped(denied, ({ rule }) => rule.href);
  const lines = Array.from(rules.values(), (some) => {
    const names = some.map(({ source, ranges }) =>
      ranges.length === 0 ? source.title : `${source.title} (${firstTen(ranges.map(rangeText))})`,
    );
    return `  ${ruleTitle(some[0]!.rule)}: ${firstTen([...new Set(names)])}`;
  });
  return lines.length === 0 ? [] : ["", "named by override denies, which no rule lets in:", ...lines];
}

function labelsOf({ source }: PolicyConsumer, labels: Labels): string[] {
  return (source.labels ?? []).map((href) => labels.get(href) ?? href).sort();
}

function namesOfLabels({ labels }: PolicyFacts): Labels {
  return new Map([...labels].map(({ href, key, value }) => [href, `${key}=${value}`]));
}
