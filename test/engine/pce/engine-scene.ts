import path from "node:path";
import { PceWorld } from "../../support/pce-world";
import { EngineStack, type StackOptions } from "./engine-stack";

const DIE_AFTER = path.resolve(__dirname, "../../fixtures/preloads/die-after.js");

/** A PCE, someone who works on it by hand, and stacks of the real CLI that a test runs against it. */
export class EngineScene extends PceWorld {
  private readonly stacks: EngineStack[] = [];

  static async open(): Promise<EngineScene> {
    return new EngineScene(...(await PceWorld.systems()));
  }

  /** A stack whose environment names the PCE. */
  async stack(program: string, options: StackOptions = {}): Promise<EngineStack> {
    const stack = await EngineStack.create({ pce: this.pce, ...options });
    stack.program = program;
    this.stacks.push(stack);
    return stack;
  }

  override async close(): Promise<void> {
    await Promise.all(this.stacks.map((stack) => stack.remove()));
    await super.close();
  }
}

/** Environment in which the provider process dies right after the PCE answered that method. */
export function dyingAfter(method: "create" | "update" | "delete"): Record<string, string> {
  return { NODE_OPTIONS: `--require ${DIE_AFTER}`, DIE_AFTER: method };
}

/** Environment in which it lives again. */
export const living = { NODE_OPTIONS: undefined, DIE_AFTER: undefined };
