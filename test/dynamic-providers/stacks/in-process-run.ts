import { isDeepStrictEqual } from "node:util";
import type { InitFailure, Props, ProviderRun } from "../provider-run";
import type { Registration } from "./run-program";
import { deletionOrder, nameOf, type StateResource } from "./state";

export type Operation = "create" | "update" | "replace" | "delete" | "same" | "read";

/** When the process of the provider ends in a run: after the first remote answer to such a call. */
export type Death = "create" | "update" | "delete";

/** What the engine asks of the provider of one resource; a provider of a cloud also answers previews and more of a diff. */
export interface EngineProvider extends Pick<ProviderRun, "check" | "create" | "update" | "delete"> {
  diff(
    id: string,
    olds: Props,
    news: Props,
    oldInputs: Props,
  ): Promise<{
    changes: boolean | undefined;
    replaces: readonly string[];
    deleteBeforeReplace?: boolean;
    /** Of what differs. */
    paths?: readonly string[];
  }>;
  read(id: string, props: Props, inputs: Props): ReturnType<ProviderRun["read"]>;
  /** Outputs as far as they are known before. @default the inputs */
  previewCreate?(inputs: Props): Promise<Props>;
  previewUpdate?(id: string, olds: Props, news: Props): Promise<Props>;
}

export interface RunSettings {
  readonly providerOf: (resource: Pick<StateResource, "urn" | "type" | "provider">) => EngineProvider;
  readonly state: StateResource[];
  readonly preview: boolean;
  /** Ends of the URNs that the run is about; all where it is empty. */
  readonly targets: readonly string[];
  /** Ends of the URNs that are replaced whatever their providers say. */
  readonly replace: readonly string[];
  readonly death?: Death | undefined;
}

interface Decision {
  readonly operation: Operation;
  readonly inputs: Props;
  /** Of a replacement: the old one goes before the new one comes. */
  readonly deletesFirst?: boolean;
}

/** The part of a run that failed was written down; the rest does not begin. */
class Failed extends Error {}

/**
 * One run of the engine against a state, by the rules of the real one as far as providers can tell: check and diff one
 * resource at a time, writes as they come, deletions last and what depends on others first. `test/engine` has the real
 * one.
 */
export class InProcessRun {
  /** By URN. */
  readonly operations = new Map<string, Operation>();
  readonly errors: string[] = [];
  private readonly seen = new Set<string>();
  private readonly writes: Promise<unknown>[] = [];
  private turn: Promise<unknown> = Promise.resolve();
  private fail: () => void = () => undefined;
  /** Comes true with the first failure. */
  readonly failed = new Promise<void>((resolve) => {
    this.fail = resolve;
  });

  constructor(private readonly settings: RunSettings) {}

  /** What the engine does for one registration of the program. It never answers in a run that has failed. */
  register(wanted: Registration): Promise<{ id: string; outputs: Props }> {
    return this.guarded(nameOf(wanted), () => this.step(wanted));
  }

  /** Deletes what the program no longer has, and what was replaced. */
  async deleteRest(): Promise<void> {
    const { state } = this.settings;
    await this.delete(state.filter((one) => one.delete || !this.seen.has(one.urn)));
  }

  /** Deletes the resources, those that depend on others first. */
  async delete(resources: readonly StateResource[]): Promise<void> {
    const { preview } = this.settings;
    for (const group of deletionOrder(resources.filter((one) => this.isTarget(one.urn)))) {
      if (this.errors.length > 0) return;
      await this.all(group, async (resource) => {
        if (!resource.delete && resource.custom) this.operations.set(resource.urn, "delete");
        if (preview) return;
        const isOurs = resource.custom && !resource.retainOnDelete && !resource.external;
        if (isOurs) await this.of(resource).delete(resource.id, resource.outputs);
        if (isOurs) this.mayDie("delete");
        this.forget(resource);
      });
    }
  }

  /** Reads everything that is in the state. */
  async refresh(): Promise<void> {
    const { state } = this.settings;
    const resources = state.filter((one) => one.custom && !one.delete && this.isTarget(one.urn));
    await this.all(resources, async (resource) => {
      const { id, props, inputs } = await this.of(resource).read(
        resource.id,
        resource.outputs,
        resource.inputs,
      );
      if (id === "") return this.forget(resource);
      const { initErrors: _, ...rest } = resource;
      const hasInputs = Object.keys(inputs).length > 0;
      this.replaceIn(resource, { ...rest, outputs: props, ...(hasInputs && { inputs }) });
    });
  }

  /** Waits for writes that are under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.writes);
  }

  private async all(
    resources: readonly StateResource[],
    work: (resource: StateResource) => Promise<void>,
  ): Promise<void> {
    await Promise.allSettled(
      resources.map((resource) => work(resource).catch((error) => this.note(nameOf(resource), error))),
    );
  }

  private async guarded<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.note(name, error);
      return new Promise(() => undefined);
    }
  }

  private note(name: string, error: unknown): void {
    if (!(error instanceof Failed)) this.errors.push(`${name}: ${(error as Error).message}`);
    this.fail();
  }

  private async step(wanted: Registration): Promise<{ id: string; outputs: Props }> {
    if (!wanted.custom) return this.component(wanted);
    const { urn, readId } = wanted;
    this.seen.add(urn);
    if (readId !== undefined) return this.readStep(wanted, readId);
    const old = this.old(wanted);
    if (old) this.seen.add(old.urn);
    if (!this.isTarget(urn))
      return old ? { id: old.id, outputs: old.outputs } : { id: "", outputs: wanted.inputs };
    const decided = await this.inTurn(() => this.decide(wanted, old));
    this.operations.set(urn, decided.operation);
    const { inputs, operation } = decided;
    if (operation === "same") {
      this.replaceIn(old!, { ...old!, ...kept(wanted), inputs });
      return { id: old!.id, outputs: old!.outputs };
    }
    if (this.settings.preview) return this.previewed(wanted, decided, old);
    const writing = this.write(wanted, decided, old);
    this.writes.push(writing);
    return writing;
  }

  private async previewed(
    wanted: Registration,
    { operation, inputs }: Decision,
    old: StateResource | undefined,
  ): Promise<{ id: string; outputs: Props }> {
    const provider = this.of(wanted);
    if (operation === "update") {
      const outputs = await provider.previewUpdate?.(old!.id, old!.outputs, inputs);
      return { id: old!.id, outputs: outputs ?? inputs };
    }
    // A provider of a cloud is there in a preview too.
    if (wanted.type.startsWith("pulumi:providers:")) {
      const { id, outs } = await provider.create(inputs);
      return { id, outputs: outs };
    }
    return { id: "", outputs: (await provider.previewCreate?.(inputs)) ?? inputs };
  }

  private component(wanted: Registration): { id: string; outputs: Props } {
    this.seen.add(wanted.urn);
    const old = this.settings.state.find(({ urn }) => urn === wanted.urn);
    if (!old && !this.settings.preview)
      this.settings.state.push({ ...kept(wanted), id: "", inputs: {}, outputs: {} });
    return { id: "", outputs: {} };
  }

  private async readStep(wanted: Registration, id: string): Promise<{ id: string; outputs: Props }> {
    const { props } = await this.of(wanted).read(id, wanted.inputs, wanted.inputs);
    this.operations.set(wanted.urn, "read");
    const before = this.old(wanted);
    if (before) this.forget(before);
    this.settings.state.push({ ...kept(wanted), id, inputs: wanted.inputs, outputs: props, external: true });
    return { id, outputs: props };
  }

  private async decide(wanted: Registration, old: StateResource | undefined): Promise<Decision> {
    if (!old) return { operation: "create", inputs: await this.checked(wanted, {}) };
    const given = keeping(wanted.ignoreChanges, wanted.inputs, old.inputs);
    const inputs = await this.checked({ ...wanted, inputs: given }, old.inputs);
    const answer = await this.of(wanted).diff(old.id, old.outputs, inputs, old.inputs);
    const isForced =
      this.settings.replace.some((end) => wanted.urn.endsWith(end)) ||
      !isDeepStrictEqual(old.replacementTrigger, wanted.replacementTrigger) ||
      wanted.replaceOnChanges.some((path) => answer.paths?.includes(path));
    if (answer.replaces.length > 0 || isForced) {
      const deletesFirst = wanted.deleteBeforeReplace || (answer.deleteBeforeReplace ?? false);
      return { operation: "replace", inputs: await this.checked(wanted, {}), deletesFirst };
    }
    const differs = answer.changes ?? !isDeepStrictEqual(old.inputs, inputs);
    return { operation: differs || old.initErrors ? "update" : "same", inputs };
  }

  private async checked(wanted: Registration, olds: Props): Promise<Props> {
    const { inputs, failures } = await this.of(wanted).check(wanted.inputs, olds);
    const problems = Object.entries(failures);
    if (problems.length === 0) return inputs;
    this.errors.push(
      ...problems.map(
        ([property, reason]) => `${nameOf(wanted)}: property ${property} has a problem: ${reason}`,
      ),
    );
    throw new Failed();
  }

  private async write(
    wanted: Registration,
    { operation, inputs, deletesFirst }: Decision,
    old: StateResource | undefined,
  ): Promise<{ id: string; outputs: Props }> {
    const { state } = this.settings;
    const provider = this.of(wanted);
    if (deletesFirst) await provider.delete(old!.id, old!.outputs);
    const save = (id: string, outputs: Props, initErrors?: readonly string[]) => {
      const now = { ...kept(wanted), id, inputs, outputs, ...(initErrors && { initErrors }) };
      if (operation === "update") return this.replaceIn(old!, now);
      if (old && deletesFirst) this.forget(old);
      else if (old) this.replaceIn(old, { ...old, delete: true });
      state.push(now);
    };
    try {
      if (operation === "update") {
        const outputs = await provider.update(old!.id, old!.outputs, inputs);
        this.mayDie("update");
        save(old!.id, outputs);
        return { id: old!.id, outputs };
      }
      const { id, outs } = await provider.create(inputs);
      this.mayDie("create");
      save(id, outs);
      return { id, outputs: outs };
    } catch (error) {
      const { initFailure } = error as { initFailure?: InitFailure };
      if (initFailure === undefined) throw error;
      const { id, properties, reasons } = initFailure;
      save(id, properties, reasons);
      throw new Error(reasons.join("\n"));
    }
  }

  private of(resource: Pick<StateResource, "urn" | "type" | "provider">): EngineProvider {
    return this.settings.providerOf(resource);
  }

  private mayDie(method: Death): void {
    if (this.settings.death === method) throw new Error("error reading from server: EOF");
  }

  private old({ urn, aliases }: Registration): StateResource | undefined {
    const live = this.settings.state.filter((one) => !one.delete);
    return [urn, ...aliases].flatMap((name) => live.find((one) => one.urn === name) ?? []).at(0);
  }

  private isTarget(urn: string): boolean {
    const { targets } = this.settings;
    return targets.length === 0 || targets.some((end) => urn.endsWith(end));
  }

  private forget(resource: StateResource): void {
    const { state } = this.settings;
    state.splice(state.indexOf(resource), 1);
  }

  private replaceIn(old: StateResource, now: StateResource): void {
    if (this.settings.preview) return;
    const { state } = this.settings;
    state[state.indexOf(old)] = now;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(() => {
      if (this.errors.length > 0) throw new Failed();
      return work();
    });
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

function kept(wanted: Registration) {
  const { urn, type, custom, parent, dependencies, retainOnDelete, provider, replacementTrigger } = wanted;
  return { urn, type, custom, parent, dependencies, retainOnDelete, provider, replacementTrigger };
}

/** Inputs with the values of before at some paths. */
function keeping(paths: readonly string[], inputs: Props, before: Props): Props {
  const result = structuredClone(inputs);
  for (const path of paths) {
    const names = path.split(".");
    const last = names.pop()!;
    const at = (props: Props) => names.reduce<Props | undefined>((inner, name) => inner?.[name], props);
    const [now, was] = [at(result), at(before)?.[last]];
    if (now === undefined) continue;
    if (was === undefined) delete now[last];
    else now[last] = was;
  }
  return result;
}
