import { ApiError } from "./api-error";

export interface ApiPath {
  readonly command: string;
  /** As written, without `v`. */
  readonly version?: string;
}

/** Versions of the API, oldest first (R80 has 1, R81.20 has 1.9, R82 has 2). */
export const API_VERSIONS = [
  ...["1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.6.1", "1.7", "1.7.1"],
  ...["1.8", "1.8.1", "1.9", "1.9.1", "2", "2.0.1", "2.1"],
] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

/**
 * Reads `/web_api/<command>` and `/web_api/v<version>/<command>`, also behind `/<uid>`, which is how Smart-1 Cloud tells
 * management servers apart.
 *
 * @returns undefined for a path that is none of the API
 */
export function parseApiPath(path: string, cloudManagementUid: string): ApiPath | undefined {
  const prefix = `/${cloudManagementUid}`;
  const rest = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
  const [, version, command] = /^\/web_api\/(?:v(\d[\d.]*)\/)?([a-z0-9-]+)\/?$/.exec(rest) ?? [];
  if (command === undefined) return undefined;
  return version === undefined ? { command } : { command, version };
}

/** @throws ApiError for a version that a server of version `newest` does not know */
export function checkVersion(version: string | undefined, newest: ApiVersion): void {
  if (version === undefined) return;
  const known = API_VERSIONS.slice(0, API_VERSIONS.indexOf(newest) + 1) as readonly string[];
  if (known.includes(version) || known.includes(version.replace(/\.0$/, ""))) return;
  throw new ApiError(400, "err_unknown_api_version", `Unknown API version: ${version}`);
}
