import type { Checks } from "./checks";

/** An object or a list that is open while a text is read, and the step in it at which the reading is. */
interface Open {
  /** Of an object. */
  readonly keys: Set<string>;
  step: string | number;
}

/**
 * Readers disagree on which of two equal keys counts, so each such key is a problem.
 *
 * @param text well-formed JSON
 */
export function checkTwins(text: string, checks: Checks): void {
  const open: Open[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\],]/g)) {
    const around = open.at(-1);
    if (token === "{" || token === "[") open.push({ keys: new Set(), step: token === "[" ? 0 : "" });
    else if (token === "}" || token === "]") open.pop();
    else if (token === ",") {
      if (typeof around?.step === "number") around.step++;
    } else if (around !== undefined && token.endsWith(":")) {
      around.step = JSON.parse(token.slice(0, -1)) as string;
      if (around.keys.has(around.step))
        open.reduce((at, { step }) => at.at(step), checks).fail("must not stand twice in one object");
      around.keys.add(around.step);
    }
  }
}
