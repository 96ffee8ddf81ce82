import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigurationError } from "../../core/errors";
import type { Health } from "./run-health";

/** What a watch tells of itself. */
export interface WatchMetrics {
  /** Whether everything was in step at some time, when last, and for how long comparisons have failed. */
  health(): Health;
  /** Text for Prometheus (exposition format 0.0.4). */
  text(): string;
}

export interface HealthOptions {
  readonly host: string;
  /** Port to listen on; 0 takes any free one. */
  readonly port: number;
  /** Everything has to have been in step within this many seconds. */
  readonly longestInSeconds: number;
  /** Comparisons may fail for this many seconds, however rare they are. */
  readonly longestFailureInSeconds: number;
  readonly metrics: WatchMetrics;
}

export interface HealthServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `GET /healthz` (200, or 503 when nothing was in step for too long) and `GET /metrics`, without a secret and
 * without authentication.
 *
 * @throws ConfigurationError when the port cannot be used
 */
export async function startHealthServer({
  host,
  port,
  longestInSeconds,
  longestFailureInSeconds,
  metrics,
}: HealthOptions): Promise<HealthServer> {
  const answers: Record<string, () => readonly [status: number, type: string, body: string]> = {
    "/healthz": () => {
      const { succeeded, ageInSeconds, failingInSeconds } = metrics.health();
      const healthy =
        succeeded && ageInSeconds <= longestInSeconds && failingInSeconds <= longestFailureInSeconds;
      const age = `${Math.floor(ageInSeconds)} s`;
      const text = succeeded ? `in step ${age} ago` : `not in step since the start ${age} ago`;
      return [healthy ? 200 : 503, "text/plain; charset=utf-8", `${text}\n`];
    },
    "/metrics": () => [200, "text/plain; version=0.0.4; charset=utf-8", metrics.text()],
  };
  const server = createServer(({ method, url = "/" }, response) => {
    const answer = answers[url.split("?")[0]!];
    const [status, type, body] =
      answer === undefined
        ? ([404, "text/plain", "GET /healthz or /metrics\n"] as const)
        : method === "GET" || method === "HEAD"
          ? answer()
          : ([405, "text/plain", "GET only\n"] as const);
    response.writeHead(status, { "content-type": type }).end(body);
  });
  server.listen(port, host);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError("--health-port", `${host}:${port} cannot be used (${error.code})`);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, "close");
    },
  };
}
