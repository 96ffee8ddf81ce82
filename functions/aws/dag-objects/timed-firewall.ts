import {
  type CommitOptions,
  PanosClient,
  type PanosConnection,
  type PushOptions,
} from "../../../clients/panos";

/** A firewall client that waits for a job no longer than an invocation lasts. The job goes on, and the next one finds it. */
export class TimedFirewall extends PanosClient {
  readonly #left: () => number;

  /** @param left milliseconds that a job may take */
  constructor(connection: PanosConnection, left: () => number) {
    super(connection, { totalTimeoutInSeconds: 60, tryTimeoutInSeconds: 30 });
    this.#left = left;
  }

  override commit(options: CommitOptions): Promise<number | undefined> {
    return super.commit(options, this.#wait());
  }

  override push(options: PushOptions): Promise<number> {
    return super.push(options, this.#wait());
  }

  #wait(): { readonly timeoutInSeconds: number } {
    return { timeoutInSeconds: Math.max(0.1, this.#left() / 1_000) };
  }
}
