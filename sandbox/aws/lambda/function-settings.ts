export interface FunctionSettings {
  readonly name: string;
  readonly roleArn: string;
  /** Of the key that encrypts the environment variables; undefined where Lambda takes a key of its own. */
  readonly kmsKeyArn: string | undefined;
  readonly runtime: string;
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryInMegabytes: number;
  readonly timeoutInSeconds: number;
  readonly logGroup: string;
  readonly logFormat: string;
  /** Least level of what the function prints that is logged, where the format is JSON. */
  readonly logLevel: string;
  /** Undefined: shares the account's concurrency; 0: nothing runs. */
  readonly reservedConcurrency: number | undefined;
}

/** How asynchronous events are tried again. */
export interface EventInvokeSettings {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeInSeconds: number;
  /** ARN of a bucket or a queue. */
  readonly onFailure: string | undefined;
}
