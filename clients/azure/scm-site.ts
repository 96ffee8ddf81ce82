import { isRecord } from "../../core/checks/json";
import { isHttpStatusError } from "../../core/errors";
import type { ConnectionOptions } from "../http/connections";
import { HttpClient } from "../http/http-client";
import type { HttpRequest } from "../http/http-message";

/** One deployment of code, as the site tells it. */
export interface Deployment {
  readonly id: string;
  readonly state: DeploymentState;
  /** What the site says about it; empty where it says nothing. */
  readonly text: string;
  /** Who deployed, in the words of whoever did. */
  readonly deployer: string;
}

export type DeploymentState = "pending" | "succeeded" | "failed" | "cancelled" | "conflict";

/** @see Azure/azure-dev issue 3658: the values of `status` */
const STATES: Readonly<Record<number, DeploymentState>> = {
  [-1]: "cancelled",
  0: "pending",
  1: "pending",
  2: "pending",
  3: "failed",
  4: "succeeded",
  5: "conflict",
  // Some of several packages; we send one.
  6: "failed",
};

export interface ScmSiteOptions extends ConnectionOptions {
  /** Token of Entra ID for Resource Manager. */
  readonly token: string;
  /** Time for one upload. @default 300 */
  readonly uploadTimeoutInSeconds?: number;
}

/** The site of a function app that takes its code ("One Deploy" of Flex Consumption). */
export class ScmSite {
  readonly #client: HttpClient;
  readonly #path: string;

  /** @param url `https://shop.scm.azurewebsites.net`; a path goes before that of every request */
  constructor(url: string, { token, uploadTimeoutInSeconds = 300, ...connection }: ScmSiteOptions) {
    const { origin, pathname } = new URL(url);
    this.#path = pathname.replace(/\/$/, "");
    this.#client = new HttpClient({
      ...connection,
      service: "The deployment site of the function app",
      origin,
      caSetting: "NODE_EXTRA_CA_CERTS",
      headers: { authorization: `Bearer ${token}` },
      secrets: [token],
      tryTimeoutInSeconds: uploadTimeoutInSeconds,
      totalTimeoutInSeconds: 2 * uploadTimeoutInSeconds,
      maximumAnswerInBytes: 10_000_000,
      maximumTries: 3,
      readError: ({ status, body }) => ({
        detail: body.subarray(0, 2000).toString("utf8").replace(/\s+/g, " ").trim(),
        hint:
          status === 401 || status === 403
            ? "Whoever deploys needs the action Microsoft.Web/sites/publish/Action on the app, as in the role Website Contributor, " +
              "and the site has to admit their address"
            : undefined,
      }),
    });
  }

  /**
   * Sends a package. It is not deployed yet when this returns.
   *
   * @param deployer who deploys, which the site remembers
   * @returns id of the deployment
   */
  async publish(zip: Uint8Array, deployer: string): Promise<string> {
    const request: HttpRequest = {
      method: "POST",
      path: `${this.#path}/api/publish`,
      query: { RemoteBuild: "false", Deployer: deployer },
      headers: { "content-type": "application/zip", "cache-control": "no-cache" },
      body: zip,
      repeatable: true, // the same package twice is the same code
    };
    const { value, answer } = await this.#client.requestJson(request);
    if (typeof value !== "string" || value === "")
      throw this.#client.unexpected(request, answer, "the id of a deployment");
    return value;
  }

  /** @param id of a deployment, or `latest` @returns undefined where there is none (yet) */
  async deployment(id: string): Promise<Deployment | undefined> {
    const request: HttpRequest = {
      method: "GET",
      path: `${this.#path}/api/deployments/${encodeURIComponent(id)}`,
    };
    try {
      const { value, answer } = await this.#client.requestJson(request);
      const read = isRecord(value) ? deploymentOf(value) : undefined;
      if (read === undefined) throw this.#client.unexpected(request, answer, "a deployment");
      return read;
    } catch (error) {
      if (isHttpStatusError(error) && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Messages of a deployment; empty where the site keeps none. */
  async messages(id: string): Promise<string[]> {
    const path = `${this.#path}/api/deployments/${encodeURIComponent(id)}/log`;
    try {
      const { value } = await this.#client.requestJson({ method: "GET", path });
      const entries = Array.isArray(value) ? value : [];
      return entries.flatMap((entry) =>
        isRecord(entry) && typeof entry["message"] === "string"
          ? [this.#client.redact(entry["message"])]
          : [],
      );
    } catch (error) {
      if (isHttpStatusError(error)) return []; // only says more about a failure that is told anyway
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

function deploymentOf(value: Readonly<Record<string, unknown>>): Deployment | undefined {
  const { id, status, status_text: text, deployer } = value;
  const state = typeof status === "number" ? STATES[status] : undefined;
  if (typeof id !== "string" || state === undefined) return undefined;
  return {
    id,
    state,
    text: typeof text === "string" ? text.trim() : "",
    deployer: typeof deployer === "string" ? deployer : "",
  };
}
