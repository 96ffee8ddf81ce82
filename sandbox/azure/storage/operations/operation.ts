import type { IncomingHttpHeaders } from "node:http";

/** One action that a role has to allow. */
export interface Permission {
  readonly action: string;
  readonly isDataAction: boolean;
}

/** A container, a queue or a table that a call makes or removes. */
export interface Effect {
  readonly kind: "created" | "deleted";
  readonly name: string;
}

/** What a call to a storage service does. */
export interface Operation {
  /** As in the REST reference, without blanks: `GetBlob`. */
  readonly name: string;
  /** The container, queue or table; undefined where a call concerns the account. */
  readonly target: string | undefined;
  /** Alternatives, each of which needs all its permissions. */
  readonly anyOf: readonly (readonly Permission[])[];
  readonly effect?: Effect;
  /** Whether it only reads a blob or lists a container, which public access could allow. */
  readonly isPublicRead?: boolean;
}

/** A call as it came in. */
export interface StorageCall {
  readonly method: string;
  /** Decoded, after the account: `["flows", "y=2026", "PT1H.json"]`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Where an operation can only be told by it. */
  readonly body: Buffer | undefined;
}

export const act = (action: string): Permission => ({ action, isDataAction: false });
export const data = (action: string): Permission => ({ action, isDataAction: true });
