import { isRecord, type Template, type TemplateParameter } from "./template";
import { invalid } from "./template-error";

/** A parameter as a client gives it. */
export interface GivenParameter {
  readonly key: string;
  readonly value?: string;
  readonly usePrevious: boolean;
}

/** A parameter as a stack has it. */
export interface StackParameter {
  readonly key: string;
  /** As it was given, or the default; for a parameter from SSM the name there. */
  readonly text: string;
  /** What `Ref` gives: a text, or texts for a list. */
  readonly value: string | readonly string[];
  readonly noEcho: boolean;
  /** The value that the name had in SSM. */
  readonly resolved?: string;
}

const PLAIN = ["String", "Number", "List<Number>", "CommaDelimitedList"];
const FROM_SSM = /^AWS::SSM::Parameter::Value<(.+)>$/;
const AWS_SPECIFIC = /^(List<)?AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+>?$/;

/**
 * The parameters of a stack from what was given, what the stack had before, and defaults.
 *
 * @param readSsm the value of an SSM parameter, or undefined when there is none
 * @throws CloudError `ValidationError`, in CloudFormation's words
 */
export function resolveParameters(
  declared: Template["Parameters"],
  given: readonly GivenParameter[],
  previous: ReadonlyMap<string, StackParameter>,
  readSsm: (name: string) => string | undefined,
): Map<string, StackParameter> {
  const strange = given.map(({ key }) => key).filter((key) => !Object.hasOwn(declared, key));
  if (strange.length > 0) throw invalid(`Parameters: [${strange.join(", ")}] do not exist in the template`);
  const texts = new Map<string, string>();
  const missing: string[] = [];
  for (const [key, { Default }] of Object.entries(declared)) {
    const own = given.find((one) => one.key === key);
    const before = previous.get(key);
    const byDefault = Default === undefined ? undefined : listText(Default);
    if (own?.usePrevious && before === undefined) {
      throw invalid(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    const text = own?.usePrevious ? before!.text : (own?.value ?? byDefault);
    if (text === undefined) missing.push(key);
    else texts.set(key, text);
  }
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(", ")}] must have values`);
  return new Map(
    Object.entries(declared).map(([key, parameter]) => [
      key,
      resolve(key, parameter, texts.get(key)!, readSsm),
    ]),
  );
}

function resolve(
  key: string,
  parameter: TemplateParameter,
  text: string,
  readSsm: (name: string) => string | undefined,
): StackParameter {
  const noEcho = String(parameter.NoEcho) === "true";
  const inner = FROM_SSM.exec(parameter.Type)?.[1];
  if (inner === undefined) {
    check(key, parameter, parameter.Type, text);
    return { key, text, value: parsed(parameter.Type, text), noEcho };
  }
  check(key, parameter, "String", text);
  const resolved = readSsm(text);
  if (resolved === undefined) {
    throw invalid(`Unable to fetch parameters [${text}] from parameter store for this account.`);
  }
  return { key, text, value: parsed(inner, resolved), noEcho, resolved };
}

function check(key: string, parameter: TemplateParameter, type: string, text: string): void {
  if (!PLAIN.includes(type) && !AWS_SPECIFIC.test(type)) {
    throw invalid(`Template format error: Unrecognized parameter type: ${type}`);
  }
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = parameter;
  const refuse = (byDefault: string): never => {
    const reason = parameter.ConstraintDescription;
    throw invalid(
      reason === undefined ? byDefault : `Parameter ${key} failed to satisfy constraint: ${reason}`,
    );
  };
  const numbers = type === "Number" ? [text] : type === "List<Number>" ? text.split(",") : [];
  for (const one of numbers) {
    if (!Number.isFinite(Number(one)) || one.trim() === "") refuse(`Parameter '${key}' must be a number.`);
    if (MinValue !== undefined && Number(one) < Number(MinValue)) {
      refuse(`Parameter '${key}' must be a number not less than ${String(MinValue)}`);
    }
    if (MaxValue !== undefined && Number(one) > Number(MaxValue)) {
      refuse(`Parameter '${key}' must be a number not greater than ${String(MaxValue)}`);
    }
  }
  const allowed = AllowedValues?.map(String);
  const members = type === "CommaDelimitedList" || type.startsWith("List<") ? parsed(type, text) : [text];
  if (allowed !== undefined && [members].flat().some((one) => !allowed.includes(one))) {
    refuse(`Parameter '${key}' must be one of AllowedValues`);
  }
  if (AllowedPattern !== undefined && !patternOf(key, AllowedPattern).test(text)) {
    refuse(`Parameter '${key}' must match pattern ${AllowedPattern}`);
  }
  if (MinLength !== undefined && text.length < Number(MinLength)) {
    refuse(`Parameter '${key}' must contain at least ${String(MinLength)} characters`);
  }
  if (MaxLength !== undefined && text.length > Number(MaxLength)) {
    refuse(`Parameter '${key}' must contain at most ${String(MaxLength)} characters`);
  }
}

function patternOf(key: string, pattern: unknown): RegExp {
  try {
    return new RegExp(`^(?:${String(pattern)})$`);
  } catch {
    throw invalid(
      `Template format error: AllowedPattern ${String(pattern)} of parameter ${key} is no regular expression`,
    );
  }
}

function parsed(type: string, text: string): string | readonly string[] {
  if (type !== "CommaDelimitedList" && !type.startsWith("List<")) return text;
  return text === "" ? [] : text.split(",").map((each) => each.trim());
}

function listText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(",");
  if (isRecord(value)) throw invalid("Template format error: Every Default member must be a string.");
  return String(value);
}
