import type { Collection, PceAnswer, PceRequest } from "./collection";
import { answerListing } from "./listing";
import { notFound } from "./pce-error";

const paths = [
  "security_principals",
  "auth_security_principals",
  "permissions",
  "roles",
  "network_enforcement_nodes",
  "networks",
  "users",
  "vulnerabilities",
  "vulnerability_reports",
  "sec_policy/:pversion/virtual_servers",
];

/** Collections of which nothing is simulated yet: they list as empty, so that clients which load them all can start. */
export const emptyCollections: readonly Collection[] = paths.map((path) => ({ path, answer: answerEmpty }));

function answerEmpty(request: PceRequest): PceAnswer {
  const { method, path, rest, params } = request;
  const { pversion = "active" } = params;
  if (!/^(draft|active|\d+)$/.test(pversion)) throw notFound(path);
  if (method !== "GET" || rest.length > 0) throw notFound(`${path} (not simulated)`);
  return answerListing(request, { rows: [], total: 0, render: (row) => row });
}
