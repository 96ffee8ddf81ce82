import type { CheckPointClient } from "../../clients/check-point";
import type { InstallWindow } from "../../core/onboarding/onboarding-definition";

export interface StaticObjectsOptions {
  readonly client: CheckPointClient;
  /** Name of the onboarding: it marks hosts and sessions. */
  readonly definition: string;
  /** Id of this run, for the name of its session. */
  readonly runId: string;
  /** Groups that the definition fills: a host leaves those it is not to be in. @default none are left */
  readonly groups?: readonly string[];
  /** Policy packages that are installed. */
  readonly packages?: readonly string[];
  /** Gateways that packages are installed on. @default all targets of the package */
  readonly targets?: readonly string[];
  /** `never`, `always` or `window`. */
  readonly install: string;
  /** For `install: window`. */
  readonly installWindow?: InstallWindow;
  /** How long a run waits for one publish before it leaves it to the next run. @default 60 */
  readonly publishWaitInSeconds?: number;
  /** @default the clock of this machine */
  readonly now?: () => Date;
}
