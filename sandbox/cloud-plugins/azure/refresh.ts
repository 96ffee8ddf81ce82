import { isDeepStrictEqual } from "node:util";
import { isObject, type Properties } from "../provider/wire";

/**
 * Arguments after a refresh, as the real provider computes them: what differs between the outputs of before and those of
 * now is changed in the arguments, and nothing else. A default that Azure filled in is no difference.
 *
 * @param inputs arguments of before
 * @param before outputs of before, only those that are arguments too
 * @param now the same of now
 */
export function followChanges(inputs: Properties, before: Properties, now: Properties): Properties {
  const result: Properties = {};
  for (const name of new Set([...Object.keys(inputs), ...Object.keys(before), ...Object.keys(now)])) {
    const [was, is] = [before[name], now[name]];
    const value = isDeepStrictEqual(was, is) ? inputs[name] : followed(inputs[name], was, is);
    if (value !== undefined && value !== null) result[name] = value;
  }
  return result;
}

function followed(input: unknown, was: unknown, is: unknown): unknown {
  if (isObject(input) && isObject(was) && isObject(is)) return followChanges(input, was, is);
  if (Array.isArray(input) && Array.isArray(was) && Array.isArray(is)) {
    return is.map((one, index) =>
      index < input.length && index < was.length
        ? isDeepStrictEqual(was[index], one)
          ? input[index]
          : followed(input[index], was[index], one)
        : one,
    );
  }
  return is;
}
