import { randomBytes } from "node:crypto";
import type { ConfigReader } from "../../clients/settings/settings";
import { isRecord, type JsonRecord, jsonClean } from "../../core/checks/json";
import { IllumioIacError, messageLines } from "../../core/errors";
import { visible } from "../../core/visible";
import { IncompleteResourceError } from "../lifecycle/incomplete-resource-error";
import type { ResourceProvider, RunContext } from "../lifecycle/resource-provider";
import { aliasHint } from "./alias-hint";
import { HIDDEN } from "./state-names";

/** What the dynamic provider process of @pulumi/pulumi calls. Everything is wire JSON. */
export interface DynamicProvider {
  configure(request: { config: ConfigReader }): void;
  check(olds: JsonRecord, news: JsonRecord): Promise<{ inputs: JsonRecord; failures: object[] }>;
  diff(id: string, olds: JsonRecord, news: JsonRecord): Promise<object>;
  create(inputs: JsonRecord): Promise<{ id: string; outs: JsonRecord }>;
  read(id: string, props: JsonRecord): Promise<{ id?: string; props?: JsonRecord; inputs?: JsonRecord }>;
  update(id: string, olds: JsonRecord, news: JsonRecord): Promise<{ outs: JsonRecord }>;
  delete(id: string, props: JsonRecord): Promise<void>;
}

interface Split {
  readonly hidden: JsonRecord;
  // biome-ignore lint/suspicious/noExplicitAny: wire JSON, whose shape the provider's own check guarantees
  readonly plain: any;
}

/**
 * Adapts an engine-free provider to the dynamic provider protocol of Pulumi and its pitfalls.
 *
 * @param connect makes the systems of the run at the first use, from stack configuration
 * @param output where warnings (`error`) and notes (`log`) go; the engine reads them from the process
 */
export function dynamicProvider<Systems>(
  // biome-ignore lint/suspicious/noExplicitAny: inputs and state are wire JSON here
  provider: ResourceProvider<any, any, Systems>,
  connect: (config: ConfigReader) => Systems,
  output: { log(line: string): void; error(line: string): void } = console,
): DynamicProvider {
  let config: ConfigReader = { get: () => undefined };
  let systems: Systems | undefined;
  let preview = false; // a process serves one run, and `check` comes before anything else

  const remote = () => {
    systems ??= connect(config);
    return systems;
  };
  const run = (hidden: JsonRecord, previewsCreate = false): RunContext => {
    const owner = typeof hidden[HIDDEN.owner] === "string" ? (hidden[HIDDEN.owner] as string) : "";
    return {
      owner,
      previewsCreate,
      preview,
      newIncarnation: () => randomBytes(4).toString("hex"),
      formerName: (kind, former) => `the option ${aliasHint(kind, former, owner)}`,
      release: () => "remove the resource from the state (pulumi state delete)",
      warn: (message) => output.error(visible(`warning: ${message}`)),
      say: (...lines) => output.log(lines.map(visible).join("\n")),
    };
  };
  const stateOf = (state: object, hidden: JsonRecord, complete: boolean): JsonRecord =>
    withHidden({ ...state, schemaVersion: provider.schemaVersion, complete }, hidden);

  /** Throws real errors only; one that leaves an object behind carries its state in the form that the engine keeps. */
  async function attempt<T>(hidden: JsonRecord, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IncompleteResourceError)) throw realError(error);
      throw Object.assign(new Error(error.message), {
        id: String(error.id),
        properties: jsonClean(stateOf(error.state, hidden, false)),
        reasons: [...error.reasons],
      });
    }
  }

  return {
    configure(request) {
      config = request.config;
      systems = undefined;
    },
    async check(olds, news) {
      const { hidden, plain } = split(news);
      preview = news[HIDDEN.dryRun] === true;
      const previewsCreate = preview && Object.keys(olds).length === 0;
      const { inputs, failures } = await attempt(hidden, () =>
        provider.check(plain, remote(), run(hidden, previewsCreate)),
      );
      const shown = failures.map(({ path, reason }) => ({
        property: visible(path),
        reason: visible(reason),
      }));
      return jsonClean({ inputs: withHidden(inputs, hidden), failures: shown });
    },
    async diff(id, olds, news) {
      const old = split(olds);
      const wanted = split(news);
      const answer = await attempt(wanted.hidden, () =>
        provider.diff(id, old.plain, wanted.plain, remote(), run(wanted.hidden)),
      );
      const incomplete = old.plain.complete === false;
      return jsonClean(incomplete ? { ...answer, changes: true } : answer);
    },
    async create(inputs) {
      const { hidden, plain } = split(inputs);
      const { id, state } = await attempt(hidden, () => provider.create(plain, remote(), run(hidden)));
      return jsonClean({ id: String(id), outs: stateOf(state, hidden, true) });
    },
    async read(id, props) {
      const { hidden, plain } = split(props);
      const found = await attempt(hidden, () => provider.read(id, plain, remote(), run(hidden)));
      if (!found) {
        if (plain.schemaVersion === undefined)
          throw new IllumioIacError(`${id} does not exist, so it cannot be read`);
        return {};
      }
      return jsonClean({
        id: String(id),
        props: stateOf(found.state, hidden, plain.complete !== false),
        inputs: withHidden(found.inputs, hidden),
      });
    },
    async update(id, olds, news) {
      const { hidden, plain } = split(news);
      const state = await attempt(hidden, () =>
        provider.update(id, split(olds).plain, plain, remote(), run(hidden)),
      );
      return jsonClean({ outs: stateOf(state, hidden, true) });
    },
    async delete(id, props) {
      const { hidden, plain } = split(props);
      await attempt(hidden, () => provider.delete(id, plain, remote(), run(hidden)));
    },
  };
}

function split(props: JsonRecord): Split {
  const hidden: JsonRecord = {};
  const plain: JsonRecord = {};
  for (const [key, value] of Object.entries(props)) {
    if (key === HIDDEN.dryRun) continue;
    if (key === HIDDEN.provider || key === HIDDEN.owner) hidden[key] = value;
    else plain[key] = value;
  }
  return { hidden, plain };
}

function withHidden(props: JsonRecord, hidden: JsonRecord): JsonRecord {
  return { ...props, ...hidden };
}

/**
 * Makes the message of whatever was thrown visible, also where other code threw it.
 *
 * The process prints `undefined` for a thrown text and never answers for a thrown `undefined`, and it takes an error
 * with an `id` for a resource that was made in part. An error of ours says all in its message, so it goes without the
 * stack that the process would print beside it.
 */
function realError(error: unknown): Error {
  if (!(error instanceof Error)) {
    const text = isRecord(error) ? JSON.stringify(error) : String(error);
    return new IllumioIacError(`failed: ${text}`, { cause: error });
  }
  const { name, stack = "" } = error;
  const message = messageLines(error).join("\n");
  if (error instanceof IllumioIacError) return Object.assign(new Error(message), { name, stack: "" });
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return Object.assign(new Error(message), { name, stack: [`${name}: ${message}`, ...frames].join("\n") });
}
