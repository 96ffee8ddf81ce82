/** File in the runtime directory that says where responses go: `{host, port, certificateAuthority}`. */
export const ROUTE_FILE = "cloudformation-response.json";

/**
 * Loaded before a function's code: leads TLS connections for the host of the ResponseURL to the sandbox, and no other
 * connection anywhere. The certificate of the sandbox is verified, for this host only.
 *
 * It is text, because it runs as a file in the function's process, without a build step and without this package. The
 * file with the route is read for each connection, because it is written when the first custom resource is called.
 */
export const RESPONSE_ROUTE = `"use strict";
const fs = require("node:fs");
const path = require("node:path");
const tls = require("node:tls");

const file = path.join(process.env.LAMBDA_RUNTIME_DIR, "${ROUTE_FILE}");
const connect = tls.connect;

tls.connect = function (options, ...rest) {
  const host = options !== null && typeof options === "object" ? options.servername || options.host : undefined;
  if (!/^cloudformation-custom-resource-response-/.test(host) || !fs.existsSync(file)) {
    return connect.call(this, options, ...rest);
  }
  const route = JSON.parse(fs.readFileSync(file, "utf8"));
  if (host !== route.host) return connect.call(this, options, ...rest);
  const { port, certificateAuthority: ca } = route;
  return connect.call(this, { ...options, host: "127.0.0.1", port, servername: host, ca }, ...rest);
};
`;
