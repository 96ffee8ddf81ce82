/** The parts of the output of `npm audit --json` that are read here. */
interface AuditReport {
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly severity: string; readonly range?: string; readonly via?: readonly unknown[] }>
  >;
  readonly message?: string;
}

export interface AuditVerdict {
  /** Whether the registry answered with a report; without one nothing is known, which is no failure. */
  readonly isKnown: boolean;
  /** Findings of severity high or critical, one line each. */
  readonly serious: readonly string[];
  /** One sentence for a person. */
  readonly summary: string;
}

const SERIOUS = ["high", "critical"];

/**
 * Reads what `npm audit --json` printed.
 *
 * @throws SyntaxError when that is no JSON
 */
export function auditVerdict(printed: string): AuditVerdict {
  const { vulnerabilities, message } = JSON.parse(printed) as AuditReport;
  if (vulnerabilities === undefined) {
    const summary = `npm audit got no report from the registry, so nothing was checked: ${message ?? printed.slice(0, 200)}`;
    return { isKnown: false, serious: [], summary };
  }
  const found = Object.entries(vulnerabilities);
  const serious = found
    .filter(([, { severity }]) => SERIOUS.includes(severity))
    .map(([name, { severity, range, via }]) => `${name} ${range ?? ""} (${severity}): ${titles(via)}`);
  const summary = `npm audit: ${found.length} findings, ${serious.length} of them high or critical`;
  return { isKnown: true, serious, summary };
}

/** Titles of advisories; a plain text is the name of a package that brings the finding. */
function titles(via: readonly unknown[] = []): string {
  const texts = via.map((one) => (typeof one === "string" ? `by ${one}` : (one as { title?: string }).title));
  return texts.filter((text) => text !== undefined).join(", ");
}
