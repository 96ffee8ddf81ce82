import { InvalidArgumentError } from "commander";
import { ConfigurationError } from "../../core/errors";
import type { LabelExpression } from "../../core/labels/label-expression";
import type { PolicyFacts, PolicyProvider, PortRange } from "../../core/policy";

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17 };
const LAST_PORT = 65_535;
const LAST_PROTOCOL = 255;

/** `1433`, `5432/udp`, `1000-2000/tcp` or `7/132`, added to those before. */
export function portOption(text: string, before: readonly PortRange[] = []): PortRange[] {
  const [, from, to = from, name = "tcp"] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(\w+))?$/.exec(text) ?? [];
  const protocol = PROTOCOLS[name.toLowerCase()] ?? (/^\d{1,3}$/.test(name) ? Number(name) : undefined);
  const [first, last] = [Number(from), Number(to)];
  if (
    from === undefined ||
    protocol === undefined ||
    protocol > LAST_PROTOCOL ||
    last > LAST_PORT ||
    first > last
  )
    throw new InvalidArgumentError(
      `It must look like 1433, 5432/udp, 1000-2000/tcp or 7/132 (port 0 to ${LAST_PORT}, protocol tcp, udp or a number), got '${text}'.`,
    );
  return [...before, { protocol, first, last }];
}

/** `role=db,app=orders`, added to those before: values of one key are alternatives, and every key has to match. */
export function labelsOption(text: string, before: LabelExpression = {}): LabelExpression {
  const expression: Record<string, { anyOf: string[] }> = {};
  for (const [key, { anyOf = [] }] of Object.entries(before)) expression[key] = { anyOf: [...anyOf] };
  for (const part of text.split(",")) {
    const at = part.indexOf("=");
    const [key, value] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at < 1 || key === "" || value === "")
      throw new InvalidArgumentError(`It must look like role=db,app=orders, got '${part}'.`);
    expression[key] = { anyOf: [...(expression[key]?.anyOf ?? []), value] };
  }
  return expression;
}

/** @throws ConfigurationError when no workload or several have this name */
export function workloadOf(text: string, { workloads }: PolicyFacts): PolicyProvider {
  const found = workloads.filter(
    ({ href, name, hostname }) => href === text || name === text || hostname === text,
  );
  const [first, ...others] = found;
  if (first === undefined)
    throw new ConfigurationError(
      "--workload",
      `the PCE has no workload '${text}'; give its href, name or hostname`,
    );
  if (others.length === 0) return { workload: first.href };
  const hrefs = found.slice(0, 10).map(({ href }) => href);
  throw new ConfigurationError(
    "--workload",
    `${found.length} workloads are called '${text}'; give the href of one: ${hrefs.join(", ")}`,
  );
}
