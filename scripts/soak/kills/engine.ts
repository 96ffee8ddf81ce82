import { randomBytes } from "node:crypto";
import { isRecord, type JsonRecord, jsonClean } from "../../../core/checks/json";
import type { RunContext } from "../../../dynamic-providers/lifecycle/resource-provider";
import { dagBindingProvider } from "../../../dynamic-providers/panos/dag-binding/dag-binding.provider";
import type { Process } from "./process";

/** Bindings of a program by name, each as the program writes it. */
export type Program = Readonly<Record<string, JsonRecord>>;

interface Resource {
  readonly id: string;
  readonly inputs: JsonRecord;
  // biome-ignore lint/suspicious/noExplicitAny: a state is wire JSON here
  readonly state: any;
  /** The old object is deleted, and its replacement is not made yet. */
  readonly replaced?: true;
}

/** Acts like an engine on the resources of one stack, and keeps what an engine keeps when its provider dies. */
export class Engine {
  readonly resources = new Map<string, Resource>();
  /** Warnings of the runs. */
  readonly warnings: string[] = [];

  constructor(private readonly stack = "acme/shop/prod") {}

  /** Brings everything in line with the program. @returns whether the process was killed on the way */
  async up(program: Program, process: Process): Promise<boolean> {
    const names = new Set([...Object.keys(program), ...this.resources.keys()]);
    const steps = Array.from(names, (name) => this.step(name, program[name], process));
    const all = Promise.allSettled(steps).then((settled) => {
      for (const one of settled) if (one.status === "rejected") throw one.reason;
    });
    return (await Promise.race([all, process.killed])) === "killed";
  }

  private async step(name: string, written: JsonRecord | undefined, { systems }: Process): Promise<void> {
    const run = this.run(name);
    const old = this.resources.get(name);
    if (written === undefined) {
      // An engine drops a resource that was to be replaced without calling its provider.
      if (old && !old.replaced) await dagBindingProvider.delete(old.id, old.state, systems, run);
      this.resources.delete(name);
      return;
    }
    const { inputs, failures } = await dagBindingProvider.check({ name, ...written }, systems, run);
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    // biome-ignore lint/suspicious/noExplicitAny: what `check` answers is the inputs
    const news = jsonClean(inputs) as any;
    if (old === undefined || old.replaced) return this.create(name, news, systems, run);
    const { changes, replaces = [] } = await dagBindingProvider.diff(old.id, old.state, news, systems, run);
    if (replaces.length > 0) {
      await dagBindingProvider.delete(old.id, old.state, systems, run);
      this.resources.set(name, { ...old, replaced: true });
      return this.create(name, news, systems, run);
    }
    if (changes === false && old.state.complete) return;
    await this.keep(name, news, async () => ({
      id: old.id,
      state: await dagBindingProvider.update(old.id, old.state, news, systems, run),
    }));
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  private create(name: string, news: any, systems: Process["systems"], run: RunContext): Promise<void> {
    return this.keep(name, news, () => dagBindingProvider.create(news, systems, run));
  }

  private async keep(
    name: string,
    inputs: JsonRecord,
    work: () => Promise<{ readonly id: string; readonly state: object }>,
  ): Promise<void> {
    const put = (id: string, state: object, complete: boolean) =>
      this.resources.set(name, { id, inputs, state: jsonClean({ ...state, complete }) });
    try {
      const { id, state } = await work();
      put(id, state, true);
    } catch (error) {
      const { id, state } = error as { id?: string; state?: object };
      if (id !== undefined && isRecord(state)) put(id, state, false);
      throw error;
    }
  }

  private run(name: string): RunContext {
    return {
      owner: `${this.stack}//${name}`,
      previewsCreate: false,
      preview: false,
      release: () => "",
      newIncarnation: () => randomBytes(4).toString("hex"),
      formerName: () => "its former name",
      warn: (message) => void this.warnings.push(message),
      say: () => undefined,
    };
  }
}
