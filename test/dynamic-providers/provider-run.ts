// biome-ignore lint/suspicious/noExplicitAny: wire JSON
export type Props = Record<string, any>;

/** What a failed create or update left behind. */
export interface InitFailure {
  readonly id: string;
  readonly properties: Props;
  readonly reasons: readonly string[];
}

export interface RunOptions {
  /** Text of `__provider`. */
  readonly provider: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The providers of one run of the engine, in a process of their own or in this one. Failures carry an `InitFailure`. */
export interface ProviderRun {
  check(news: Props, olds?: Props): Promise<{ inputs: Props; failures: Record<string, string> }>;
  /** `changes` is undefined where the engine shall compare. */
  diff(id: string, olds: Props, news: Props): Promise<{ changes: boolean | undefined; replaces: string[] }>;
  create(inputs: Props): Promise<{ id: string; outs: Props }>;
  /** An empty id means that the object is gone. */
  read(id: string, props: Props): Promise<{ id: string; props: Props; inputs: Props }>;
  update(id: string, olds: Props, news: Props): Promise<Props>;
  delete(id: string, props: Props): Promise<void>;
  /** What was written to standard error so far. */
  readonly stderr: string;
  close(): Promise<void>;
}
