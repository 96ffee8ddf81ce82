import type { PceAnswer } from "./collection";

/** Endpoints outside an org. */
export function systemEndpoints(version: string): Readonly<Record<string, () => PceAnswer>> {
  const build = 24;
  return {
    "GET /noop": () => ({ status: 204 }),
    "GET /product_version": () => ({
      status: 200,
      json: {
        version,
        build,
        release_info: "",
        engineering_info: "",
        long_display: `${version}-${build}`,
        short_display: version,
        product_name: "PCE",
      },
    }),
    "GET /health": () => ({
      status: 200,
      json: [
        {
          status: "normal",
          type: "standalone",
          fqdn: "localhost",
          available_seconds: Math.floor(process.uptime()),
          notifications: [],
          nodes: [],
          network: {},
        },
      ],
    }),
  };
}
