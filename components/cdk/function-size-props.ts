import type { Duration, Size } from "aws-cdk-lib";

/** Memory and time of a function. */
export interface FunctionSizeProps {
  /**
   * Memory, 128 to 10240 MiB. AWS gives CPU in proportion.
   * @default 512 MiB
   */
  readonly memorySize?: Size;
  /**
   * Timeout of a run, 1 to 900 seconds.
   * @default one minute for *normalise*, two for *upload*
   */
  readonly timeout?: Duration;
}
