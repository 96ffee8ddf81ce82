import { Checks, looksLike, required } from "../../core/checks";
import { isRecord, type JsonRecord } from "../../core/checks/json";
import { checkOnboarding, type OnboardingSettings } from "../../core/onboarding";
import { isStateSecret } from "../shared/state-secret";

/** An onboarding that a stack deployed. */
export interface StackOnboarding {
  readonly tableUrl: string;
  readonly definition: OnboardingSettings;
}

const TYPE = "illumio-iac:index:AzureVmOnboarding";
const endpoint = required(looksLike(/^https:\/\/[^?#\s]+$/, "https://NAME.table.core.windows.net/"));

/**
 * The onboardings in what `pulumi stack export` printed, or `pulumi stack output --json` of a program that exports
 * `{ tableUrl, definition }`, by name.
 *
 * @throws ConfigurationError when there is none, or that names every problem of one
 */
export function stackOnboardings(content: unknown, source: string): Map<string, StackOnboarding> {
  const checks = Checks.start();
  const found = new Map<string, StackOnboarding>();
  const outputs = [...outputsIn(content, checks)];
  if (outputs.length === 0)
    checks.fail(
      "holds no AzureVmOnboarding. Give the text of `pulumi stack export`, or of `pulumi stack output --json` where the " +
        "program exports tableUrl and definition of one in an object, after an up",
    );
  for (const { values, at } of outputs) {
    const one = read(values, at);
    if (at.problems.length === 0) found.set(one.definition.name, one);
  }
  checks.throwIfAny(source);
  return found;
}

interface Outputs {
  readonly values: JsonRecord;
  readonly at: Checks;
}

function* outputsIn(content: unknown, checks: Checks): Generator<Outputs> {
  const deployment = isRecord(content) ? content["deployment"] : undefined;
  const resources = isRecord(deployment) ? deployment["resources"] : undefined;
  if (!Array.isArray(resources)) return yield* below(content, checks);
  for (const [index, resource] of (resources as readonly unknown[]).entries())
    if (isRecord(resource) && resource["type"] === TYPE && resource["delete"] !== true) {
      const at = checks.at("deployment").at("resources").at(index).at("outputs");
      if (isRecord(resource["outputs"])) yield { values: resource["outputs"], at };
    }
}

/** Outputs of a stack hold those of a component at any depth. */
function* below(value: unknown, checks: Checks): Generator<Outputs> {
  if (isRecord(value) && Object.hasOwn(value, "tableUrl") && Object.hasOwn(value, "definition"))
    return yield { values: value, at: checks };
  if (typeof value !== "object" || value === null) return;
  for (const [step, inside] of Array.isArray(value) ? value.entries() : Object.entries(value))
    yield* below(inside, checks.at(step));
}

function read(values: JsonRecord, checks: Checks): StackOnboarding {
  const tableUrl = checks.at("tableUrl").read(values["tableUrl"], notSecret(endpoint));
  const at = checks.at("definition");
  const written = at.read(values["definition"], notSecret(required(json)));
  const definition = checkOnboarding(written, at);
  return { tableUrl: tableUrl as string, definition };
}

function notSecret<T>(rule: {
  (value: unknown, checks: Checks): T | undefined;
  readonly absent: (checks: Checks) => T | undefined;
}) {
  const checked = (value: unknown, checks: Checks) =>
    isStateSecret(value)
      ? checks.fail(
          "must not be a secret, because secrets are not exported; make it of plain values, or with pulumi.unsecret",
        )
      : rule(value, checks);
  return Object.assign(checked, { absent: rule.absent });
}

/** The text that the component puts out, or what it stands for. */
function json(value: unknown, checks: Checks): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return checks.must("be JSON", value);
  }
}
