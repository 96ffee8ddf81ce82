import { rm } from "node:fs/promises";
import path from "node:path";
import type { SandboxClock } from "../../cloud/clock";
import type { ArmResource } from "../arm/arm-resource";
import { VirtualMachineGuest } from "./virtual-machine-guest";

/** The insides of the virtual machines, by their `vmId`, so that a machine keeps its own when it moves. */
export class Machines {
  readonly #guests = new Map<string, VirtualMachineGuest>();
  readonly #clock: SandboxClock;
  readonly #directory: string;
  readonly #trusted: string[] = [];
  /** Knob: whether an action command whose script fails on Windows fails itself; both were seen in Azure. @default true */
  failingWindowsScriptsFail = true;
  /** Knob: what a managed command shows whose machine started anew in the middle. UNCONFIRMED. @default Unknown */
  stateAfterReboot: "Unknown" | "Running" | "Failed" = "Unknown";

  /** @param directory where the disks of the machines are put */
  constructor(clock: SandboxClock, directory: string) {
    this.#clock = clock;
    this.#directory = directory;
  }

  /** Makes all machines trust an authority beside those that this machine trusts. @param certificate in PEM */
  trust(certificate: string): void {
    this.#trusted.push(certificate);
  }

  /** The inside of a machine, which starts to exist when somebody asks for it. */
  of({ properties }: ArmResource): VirtualMachineGuest {
    const vmId = String(properties["vmId"]);
    const known = this.#guests.get(vmId);
    if (known) return known;
    const directory = path.join(this.#directory, vmId);
    const guest = new VirtualMachineGuest({ vmId, clock: this.#clock, directory, trusted: this.#trusted });
    this.#guests.set(vmId, guest);
    return guest;
  }

  /** Ends everything that runs in a machine and throws its disk away. */
  async remove({ properties }: ArmResource): Promise<void> {
    const vmId = String(properties["vmId"]);
    await this.#guests.get(vmId)?.stop();
    this.#guests.delete(vmId);
    await rm(path.join(this.#directory, vmId), { recursive: true, force: true });
  }

  /** Ends everything that runs. */
  async close(): Promise<void> {
    await Promise.all([...this.#guests.values()].map((guest) => guest.stop()));
    this.#guests.clear();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
