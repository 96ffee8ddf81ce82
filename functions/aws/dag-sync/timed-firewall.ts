import {
  PanosClient,
  type PanosConnection,
  type PanosSystemInfo,
  type RefusedUpdate,
  type RegisteredAddress,
  type RegisteredFilter,
  type RegisteredTable,
  type TagMessageOptions,
} from "../../../clients/panos";
import { TimeoutError } from "../../../core/errors";

/** A firewall client that makes no further call once the time of an invocation is used up. */
export class TimedFirewall extends PanosClient {
  readonly #hasTime: () => boolean;

  constructor(
    connection: PanosConnection,
    limits: { readonly totalTimeoutInSeconds: number; readonly hasTime: () => boolean },
  ) {
    const { totalTimeoutInSeconds } = limits;
    super(connection, { totalTimeoutInSeconds, tryTimeoutInSeconds: Math.min(totalTimeoutInSeconds, 30) });
    this.#hasTime = limits.hasTime;
  }

  override async systemInfo(of?: { readonly serial?: string }): Promise<PanosSystemInfo> {
    this.#refuseWithoutTime();
    return super.systemInfo(of);
  }

  override async registeredAddresses(
    table: RegisteredTable,
    only?: RegisteredFilter,
  ): Promise<RegisteredAddress[]> {
    this.#refuseWithoutTime();
    return super.registeredAddresses(table, only);
  }

  override async updateTags(table: RegisteredTable, options: TagMessageOptions): Promise<RefusedUpdate[]> {
    this.#refuseWithoutTime();
    return super.updateTags(table, options);
  }

  #refuseWithoutTime(): void {
    if (this.#hasTime()) return;
    throw new TimeoutError("the time of this invocation is used up", { mayHaveBeenApplied: false });
  }
}
