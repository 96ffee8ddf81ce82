import { isIP } from "node:net";
import { invalidParameter, missingParameter, unknownParameter } from "./api-error";

export type Payload = Readonly<Record<string, unknown>>;

/** Says what is wrong with a value, or nothing. */
export type Check = (value: unknown) => string | undefined;

/** The parameters that a command takes, by name. */
export type Parameters = Readonly<Record<string, Check>>;

const fits =
  (holds: (value: unknown) => boolean): Check =>
  (value) =>
    holds(value) ? undefined : "Invalid value";

export const anything: Check = () => undefined;
export const text: Check = fits((value) => typeof value === "string");
export const flag: Check = fits((value) => typeof value === "boolean");
export const address: Check = fits((value) => typeof value === "string" && isIP(value) !== 0);
export const ipv4: Check = fits((value) => typeof value === "string" && isIP(value) === 4);
export const ipv6: Check = fits((value) => typeof value === "string" && isIP(value) === 6);

export const whole = (least: number, most: number): Check =>
  fits((value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most);

export const oneOf = (...values: readonly string[]): Check =>
  fits((value) => values.includes(value as string));

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const record: Check = fits(isRecord);

/** A list of texts; one text stands for a list of one. */
export const texts: Check = fits(
  (value) =>
    typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string")),
);

export const records: Check = fits(
  (value) => isRecord(value) || (Array.isArray(value) && value.every(isRecord)),
);

/** A list that replaces, or `{"add": …}` or `{"remove": …}`, or both. */
export const changeOfTexts: Check = fits((value) => {
  if (!isRecord(value)) return texts(value) === undefined;
  const entries = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.every(([key, list]) => (key === "add" || key === "remove") && texts(list) === undefined)
  );
});

/** @throws ApiError for the first parameter that is unknown, missing or wrong */
export function checkParameters(
  payload: Payload,
  parameters: Parameters,
  required: readonly string[] = [],
): void {
  for (const [name, value] of Object.entries(payload)) {
    const check = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (check === undefined) throw unknownParameter(name);
    const problem = check(value);
    if (problem !== undefined) throw invalidParameter(name, problem);
  }
  for (const name of required) if (payload[name] === undefined) throw missingParameter(name);
}

export const listOf = (value: unknown): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : (value as readonly string[]);
