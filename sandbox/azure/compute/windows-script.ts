import { request } from "node:https";
import { rootCertificates } from "node:tls";
import type { MachineIdentity } from "./fake-root";
import type { RunningScript, Script, ScriptResult } from "./script";

/** What the stand-in remembers of a machine. */
export interface WindowsState {
  /** The PCE that the machine is paired with. */
  pairedWith: string | undefined;
}

/**
 * Stands in for PowerShell, which is not here. It does not run a script: it looks in it for
 * `-management-server X -activation-code Y` and activates there, as the served `pair.ps1` does. X and Y are texts, or
 * variables that are parameters of the script or are set in it to a text or to another variable. Certificates in the script
 * and its parameters are trusted beside those of the machine. A machine that is paired already is left as it is.
 *
 * Its output is what it did, and each line that the script writes in which `$exitCode` or `$LASTEXITCODE` stands.
 */
export function standInForPowerShell(
  script: Script,
  identity: MachineIdentity,
  trusted: readonly string[],
  state: WindowsState,
): RunningScript {
  const controller = new AbortController();
  const limit = setTimeout(
    () => controller.abort("timed-out"),
    Math.min(script.timeoutInSeconds * 1000, 2 ** 31 - 1),
  );
  const result = pair(script, identity, trusted, state, controller.signal)
    .then(({ exitCode, output, error }): ScriptResult => {
      const last = lastLines(script, exitCode);
      return {
        how: "ended",
        exitCode,
        output: [output, ...last].map((line) => `${line}\r\n`).join(""),
        error,
      };
    })
    .catch((problem: unknown): ScriptResult => {
      const how = controller.signal.reason === "timed-out" ? "timed-out" : "killed";
      if (controller.signal.aborted) return { how, exitCode: 1, output: "", error: "" };
      return { how: "ended", exitCode: 1, output: lastLines(script, 1).join("\r\n"), error: String(problem) };
    })
    .finally(() => clearTimeout(limit));
  return { result, kill: () => controller.abort("killed") };
}

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
  readonly error: string;
}

async function pair(
  script: Script,
  { computerName, interfaces }: MachineIdentity,
  trusted: readonly string[],
  state: WindowsState,
  signal: AbortSignal,
): Promise<Outcome> {
  const server = argument(script, "management-server");
  const code = argument(script, "activation-code");
  if (server === undefined || code === undefined) {
    return {
      exitCode: 0,
      output: "The sandbox does not run scripts of Windows; this one pairs nothing.",
      error: "",
    };
  }
  if (state.pairedWith !== undefined) return { exitCode: 0, output: "The VEN is already paired.", error: "" };
  const all = [script.text, ...script.parameters.map(({ value }) => value)].join("\n");
  const ca = [...rootCertificates, ...trusted, ...(all.match(PEM) ?? [])];
  const body = JSON.stringify({
    activation_code: code,
    hostname: computerName,
    interfaces,
    os_id: "windows",
  });
  const { status, text } = await post(`https://${server}/api/v18/agents/activate`, body, ca, signal);
  if (status !== 201) {
    return {
      exitCode: 1,
      output: "",
      error: `pair.ps1: the PCE did not pair this host (HTTP ${status}): ${text.slice(0, 500)}`,
    };
  }
  state.pairedWith = server;
  return { exitCode: 0, output: `The VEN is paired with ${server}.`, error: "" };
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The value after `-name`, with variables followed. */
function argument(script: Script, name: string): string | undefined {
  const found = new RegExp(`-${name}[ :=]+("[^"]*"|'[^']*'|[^\\s)]+)`, "i").exec(script.text)?.[1];
  return found === undefined ? undefined : textIn(found, script, 10);
}

function textIn(word: string, script: Script, depth: number): string | undefined {
  const quoted = /^'((?:[^']|'')*)'$/.exec(word)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  const plain = word.replace(/^"(.*)"$/, "$1");
  const variable = /^\$\{?(?:env:)?(\w+)\}?$/i.exec(plain)?.[1];
  if (variable === undefined) return plain;
  if (depth === 0) return undefined;
  const parameter = script.parameters.find(({ name }) => name.toLowerCase() === variable.toLowerCase());
  if (parameter) return parameter.value;
  const set = new RegExp(
    `^\\s*(?:\\[\\w+\\])?\\$${variable}\\s*=\\s*('(?:[^']|'')*'|"[^"\`]*"|\\$\\{?\\w+\\}?)\\s*$`,
    "im",
  ).exec(script.text)?.[1];
  return set === undefined ? undefined : textIn(set, script, depth - 1);
}

/** Lines of the script that say how it ended. */
function lastLines(script: Script, exitCode: number): string[] {
  const written = [
    ...script.text.matchAll(
      /(?:WriteLine\(|Write-Output |Write-Host )"([^"]*\$(?:exitCode|LASTEXITCODE)\b[^"]*)"/gi,
    ),
  ];
  return written.map(([, line = ""]) =>
    line.replace(/\$\{?(\w+)\}?/g, (all, name: string) =>
      /^(exitCode|LASTEXITCODE)$/i.test(name) ? String(exitCode) : (textIn(`$${name}`, script, 10) ?? all),
    ),
  );
}

function post(
  url: string,
  body: string,
  ca: string[],
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const call = request(url, { method: "POST", ca, headers, signal, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.once("error", reject);
    });
    call.once("error", reject);
    call.end(body);
  });
}
