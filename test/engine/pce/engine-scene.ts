import path from "node:path";
import { PceClient } from "../../../clients/pce";
import { type PceSimulator, startPceSimulator } from "../../../simulators/pce";
import { EngineStack, type StackOptions } from "./engine-stack";

const DIE_AFTER = path.resolve(__dirname, "../../fixtures/preloads/die-after.js");

/** A PCE, someone who works on it by hand, and stacks that a test runs against it. */
export class EngineScene {
  private readonly stacks: EngineStack[] = [];
  private readonly others: PceSimulator[] = [];
  private seen = 0;

  private constructor(
    readonly pce: PceSimulator,
    readonly someone: PceClient,
  ) {}

  static async open(): Promise<EngineScene> {
    const pce = await startPceSimulator({ seed: 1 });
    return new EngineScene(pce, new PceClient(pce));
  }

  /** A stack whose environment names the PCE. */
  async stack(program: string, options: StackOptions = {}): Promise<EngineStack> {
    const stack = await EngineStack.create({ pce: this.pce, ...options });
    stack.program = program;
    this.stacks.push(stack);
    return stack;
  }

  /** Another, empty PCE. */
  async otherPce(): Promise<PceSimulator> {
    const other = await startPceSimulator({ seed: 2 });
    this.others.push(other);
    return other;
  }

  /** Labels as `key=value` with their hrefs, in order of creation. */
  labels(): Record<string, string> {
    // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
    const rows = [...this.pce.store.table("labels").live()] as any[];
    return Object.fromEntries(rows.map(({ key, value, href }) => [`${key}=${value}`, href]));
  }

  // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
  workloads(): any[] {
    return [...this.pce.store.table("workloads").live()];
  }

  /** Calls since the last look that changed something, as `METHOD path below the organisation`. */
  newWrites(): string[] {
    const fresh = this.pce.requests.slice(this.seen);
    this.seen = this.pce.requests.length;
    return fresh
      .filter(({ method }) => method !== "GET")
      .map(({ method, path: called }) => `${method} ${called.replace(/^\/api\/v2\/orgs\/\d+\//, "")}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.stacks.map((stack) => stack.remove()));
    await Promise.all(this.others.map((other) => other.close()));
    await this.someone.close();
    await this.pce.close();
  }
}

/** Environment in which the provider process dies right after the PCE answered that method. */
export function dyingAfter(method: "create" | "update" | "delete"): Record<string, string> {
  return { NODE_OPTIONS: `--require ${DIE_AFTER}`, DIE_AFTER: method };
}

/** Environment in which it lives again. */
export const living = { NODE_OPTIONS: undefined, DIE_AFTER: undefined };

export function pceEnvironment(pce: PceSimulator): Record<string, string> {
  return {
    ILLUMIO_PCE_HOST: pce.host,
    ILLUMIO_PCE_PORT: String(pce.port),
    ILLUMIO_PCE_ORG_ID: String(pce.orgId),
    ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
    ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
    ILLUMIO_CA_FILE: pce.caFile,
  };
}
