import { rmSync } from "node:fs";
import path from "node:path";
import type { SandboxClock } from "../../cloud/clock";
import type { ArmResource } from "../arm/arm-resource";
import { VirtualMachineGuest } from "./virtual-machine-guest";

/** The insides of the virtual machines, by their `vmId`, so that a machine keeps its own when it moves. */
export class Machines {
  readonly #guests = new Map<string, VirtualMachineGuest>();
  readonly #clock: SandboxClock;
  readonly #directory: string;

  /** @param directory where the disks of the machines are put */
  constructor(clock: SandboxClock, directory: string) {
    this.#clock = clock;
    this.#directory = directory;
  }

  /** The inside of a machine, which starts to exist when somebody asks for it. */
  of({ properties }: ArmResource): VirtualMachineGuest {
    const vmId = String(properties["vmId"]);
    const known = this.#guests.get(vmId);
    if (known) return known;
    const guest = new VirtualMachineGuest({
      vmId,
      clock: this.#clock,
      directory: path.join(this.#directory, vmId),
    });
    this.#guests.set(vmId, guest);
    return guest;
  }

  /** Ends everything that runs in a machine and throws its disk away. */
  remove({ properties }: ArmResource): void {
    const vmId = String(properties["vmId"]);
    this.#guests.get(vmId)?.stop();
    this.#guests.delete(vmId);
    rmSync(path.join(this.#directory, vmId), { recursive: true, force: true });
  }

  /** Ends everything that runs. */
  close(): void {
    for (const guest of this.#guests.values()) guest.stop();
    this.#guests.clear();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
