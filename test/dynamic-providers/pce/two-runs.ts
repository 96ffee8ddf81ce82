import type { PceClient } from "../../../clients/pce";
import type { RunContext } from "../../../dynamic-providers/lifecycle/resource-provider";
import { PceSystems } from "../../../dynamic-providers/pce/system/pce-systems";
import type { PceSimulator } from "../../../sandbox/pce";
import { pceConfig } from "./pce-scene";

/** Stands around every call of a run to the PCE, and decides when it goes on. */
export type Passage = (call: string) => Promise<unknown>;

/** One run of the engine in this process, whose calls and answers pass a gate. */
export class GatedRun {
  readonly systems: PceSystems;
  readonly said: string[] = [];
  readonly context: RunContext;
  private incarnations = 0;

  constructor(
    readonly name: string,
    pce: PceSimulator,
    passage: Passage,
    owner = `${name}/shop/dev//web01`,
  ) {
    const key = pce.createApiKey(); // a key of its own, because a client keeps to the rate of its key
    const config: Record<string, string> = {
      ...pceConfig(pce),
      "illumio:apiKeyUsername": key.username,
      "illumio:apiKeySecret": key.secret,
    };
    this.systems = new PceSystems(
      { get: (key) => config[key] },
      {},
      {
        quietInMilliseconds: 0,
        pause: () => passage(`${name} waits`),
      },
    );
    const system = this.systems.system();
    Object.assign(system, { client: gated(system.client, name, passage) });
    this.context = {
      owner,
      previewsCreate: false,
      preview: false,
      release: () => "take the resource out of the program",
      newIncarnation: () => `${name}0000000`.slice(0, 7).replace(/[^0-9a-f]/g, "a") + ++this.incarnations,
      formerName: () => "its former name",
      warn: (message) => this.said.push(message),
      say: (message) => this.said.push(message),
    };
  }

  close(): Promise<void> {
    return this.systems.close();
  }
}

/** The same client, whose calls wait before they go out and before their answer is heard. */
function gated(client: PceClient, name: string, passage: Passage): PceClient {
  return new Proxy(client, {
    get(target, property) {
      const value = Reflect.get(target, property, target) as unknown;
      if (typeof value !== "function") return value;
      if (property === "close") return value.bind(target);
      const call = `${name} ${String(property)}`;
      if (String(property).startsWith("list"))
        return async function* (...args: unknown[]) {
          await passage(call);
          const rows: unknown[] = [];
          for await (const row of value.apply(target, args)) rows.push(row);
          await passage(`${call} answered`);
          yield* rows;
        };
      return async (...args: unknown[]) => {
        await passage(call);
        const answer = await value.apply(target, args);
        await passage(`${call} answered`);
        return answer;
      };
    },
  });
}

/** Calls pass at once, except that one text opens only when its time has come. */
export class Gates {
  private readonly shut = new Map<string, { reached: () => void; opened: Promise<void> }>();
  readonly passed: string[] = [];

  /** Holds the next call of that text. @returns when it is reached, and what opens it */
  hold(call: string): { readonly reached: Promise<void>; readonly open: () => void } {
    let reach = (): void => {};
    let open = (): void => {};
    const reached = new Promise<void>((resolve) => {
      reach = resolve;
    });
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.shut.set(call, { reached: reach, opened });
    return { reached, open: () => open() };
  }

  readonly passage: Passage = async (call) => {
    this.passed.push(call);
    const gate = this.shut.get(call);
    if (!gate) return;
    this.shut.delete(call);
    gate.reached();
    await gate.opened;
  };
}
