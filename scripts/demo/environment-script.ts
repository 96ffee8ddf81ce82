/**
 * Lines for a shell that give it exactly this environment, as far as it differs from the caller's. A variable that only
 * the caller has is unset, so that no account or plugin setting of the reader's stays in force.
 */
export function environmentScript(environment: NodeJS.ProcessEnv, caller: NodeJS.ProcessEnv): string {
  const changed = Object.entries(environment).filter(([name, value]) => value !== caller[name]);
  const gone = Object.keys(caller).filter((name) => environment[name] === undefined);
  return [
    ...gone.map((name) => `unset ${name}\n`),
    ...changed.map(([name, value]) => `export ${name}='${value?.replaceAll("'", "'\\''")}'\n`),
  ].join("");
}
