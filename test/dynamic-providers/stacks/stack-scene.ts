import { PceWorld } from "../../support/pce-world";
import { InProcessStack, type StackOptions } from "./in-process-stack";

/** A PCE, someone who works on it by hand, and stacks in this process that a test runs against it. */
export class StackScene extends PceWorld {
  static async open(): Promise<StackScene> {
    return new StackScene(...(await PceWorld.systems()));
  }

  /** A stack whose environment names the PCE. */
  async stack(program: string, options: StackOptions = {}): Promise<InProcessStack> {
    const stack = new InProcessStack({ pce: this.pce, ...options });
    stack.program = program;
    return stack;
  }
}
