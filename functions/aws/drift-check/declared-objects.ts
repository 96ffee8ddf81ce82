import type { StoredParameter } from "../../../clients/aws/parameters-below";
import { Checks, having, required, text, wholeNumber } from "../../../core/checks";
import { sameJson } from "../../../core/checks/json";
import {
  type Declaration,
  type DeploymentMark,
  DRIFT_CHECK_PARAMETERS as NAMES,
} from "../../../core/contracts/aws/drift-check";
import { ConfigurationError, type FailedItem } from "../../../core/errors";
import { readDeclaration } from "../../../dynamic-providers/cloudformation/pce/object-drift";

/** What the parameters of a connection say. */
export interface DeclaredObjects {
  readonly declarations: readonly Declaration[];
  /** Parameters that say nothing, each with the reason. */
  readonly failures: readonly FailedItem[];
  /** How many objects there are, as far as is known. */
  readonly total: number;
  /** Whether a deployment has begun that is not complete, so that objects and declarations may differ. */
  readonly isUnderWay: boolean;
}

/** No deployment takes longer. One that was left unfinished hides nothing after this time. */
const LONGEST_DEPLOYMENT_IN_MILLISECONDS = 24 * 3_600_000;

const MARK = required(
  having<DeploymentMark>({ digest: required(text()), objects: required(wholeNumber(0, 1_000_000)) }),
);

/**
 * Reads the declarations of a connection. One that cannot be read hides no other.
 *
 * @param now milliseconds since 1970
 * @throws ConfigurationError when no deployment has written them
 */
export function declaredObjects(
  parameters: readonly StoredParameter[],
  path: string,
  now: number,
): DeclaredObjects {
  const below = new Map(parameters.map((one) => [one.name.slice(path.length + 1), one]));
  const begun = below.get(NAMES.begun);
  const complete = below.get(NAMES.complete);
  if (begun === undefined)
    throw new ConfigurationError(
      `parameters below ${path}`,
      "hold no declarations; deploy the stack, and compare the variables of the function with its template",
    );
  const isUnderWay =
    !sameJson(markOf(begun), complete && markOf(complete)) &&
    now - begun.writtenAt < LONGEST_DEPLOYMENT_IN_MILLISECONDS;
  const declarations: Declaration[] = [];
  const failures: FailedItem[] = [];
  for (const [name, { text }] of below) {
    if (name === NAMES.begun || name === NAMES.complete) continue;
    const item = `parameter ${path}/${name}`;
    try {
      declarations.push(readDeclaration(parse(item, text), item));
    } catch (error) {
      failures.push({ item: "a declaration", reason: (error as Error).message, cause: error });
    }
  }
  const found = declarations.length + failures.length;
  const expected = isUnderWay ? found : markOf(begun).objects;
  if (found < expected)
    failures.push({
      item: "the declarations",
      reason:
        `${found} of ${expected} are below ${path}: parameters were deleted by hand, or a deployment did not finish. Let ` +
        "CloudFormation finish it; a parameter that was deleted comes back by removing driftCheck in one deployment and " +
        "adding it in the next",
    });
  return { declarations, failures, total: Math.max(found, expected), isUnderWay };
}

function markOf({ name, text }: StoredParameter): DeploymentMark {
  const checks = Checks.start();
  const mark = checks.read(parse(`parameter ${name}`, text), MARK);
  checks.throwIfAny(`parameter ${name}`);
  return mark;
}

function parse(source: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(source, `must be JSON (${(error as Error).message})`);
  }
}
