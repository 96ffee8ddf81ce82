import { IllumioIacError, isHttpStatusError, isNetworkError } from "../../core/errors";
import type { Deployment, ScmSite } from "./scm-site";

/** The app may not write its package into its container, so nothing was deployed. */
export class MissingRoleError extends IllumioIacError {}

export interface CodeToDeploy {
  readonly zip: Uint8Array;
  /** `bundleDigest` of the code in the package. */
  readonly digest: string;
}

export interface DeployCodeOptions {
  /** Whether a role that is not in effect yet is waited for. */
  readonly waitsForRoles: boolean;
  /** @default 900: a role assignment takes effect within minutes, sometimes ten */
  readonly limitInSeconds?: number;
  /** Between two looks at the site. @default waits for that long */
  readonly pause?: (milliseconds: number) => Promise<void>;
  readonly now?: () => number;
  /** Told once for everything that is waited for. */
  readonly say?: (message: string) => void;
}

const LOOK_AGAIN_IN_MS = 3_000;
const TRY_AGAIN_IN_MS = 15_000;
const PREFIX = "illumio-iac ";

/** What the site is told as deployer, by which the digest is found again. */
const deployerOf = (digest: string): string => `${PREFIX}${digest}`;

/** Digest of the code that a deployment of this package put there; undefined for a deployment of others. */
export function deployedDigest({ deployer }: Deployment): string | undefined {
  return new RegExp(`^${PREFIX}([0-9a-f]{64})$`).exec(deployer)?.[1];
}

/**
 * Publishes code and waits until it is deployed. A site that is new answers only after a while, and an app that is new may write
 * into its container only when its role is in effect; both are waited for.
 *
 * @returns id of the deployment
 * @throws MissingRoleError when the app may not write its package; IllumioIacError when the deployment failed
 */
export async function deployCode(
  site: ScmSite,
  { zip, digest }: CodeToDeploy,
  options: DeployCodeOptions,
): Promise<string> {
  const { limitInSeconds = 900, pause = wait, now = Date.now, say } = options;
  const deadline = now() + limitInSeconds * 1000;
  const told = new Set<string>();
  for (;;) {
    const failure = await attempt(site, { zip, digest }, () => now() < deadline, pause);
    if (typeof failure === "string") return failure;
    const { error, isPassing } = failure;
    const mayPass = isPassing && (options.waitsForRoles || !(error instanceof MissingRoleError));
    if (!mayPass || now() + TRY_AGAIN_IN_MS >= deadline) throw error;
    if (!told.has(error.message)) say?.(`${error.message}. Trying again`);
    told.add(error.message);
    await pause(TRY_AGAIN_IN_MS);
  }
}

interface Failure {
  readonly error: Error;
  /** Whether a later try can succeed. */
  readonly isPassing: boolean;
}

async function attempt(
  site: ScmSite,
  { zip, digest }: CodeToDeploy,
  hasTime: () => boolean,
  pause: (milliseconds: number) => Promise<void>,
): Promise<string | Failure> {
  let id: string;
  try {
    id = await site.publish(zip, deployerOf(digest));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const text = isHttpStatusError(error) ? error.message : "";
    // Who deploys may lack a right, which does not pass; what the app may do in its account is another matter.
    if (isAboutStorage(text)) return { error: missingRole(text, error), isPassing: true };
    return { error, isPassing: isNotThereYet(error) };
  }
  while (hasTime()) {
    const deployment = await site.deployment(id);
    const state = deployment?.state ?? "pending"; // a site that has just taken a package may not know it yet
    if (state === "succeeded") return id;
    if (state !== "pending") return failureOf(deployment!, await site.messages(id));
    await pause(LOOK_AGAIN_IN_MS);
  }
  return {
    error: new IllumioIacError(
      `Deployment ${id} was still under way when the time was over. Look at it in the deployment center of the app, then deploy again`,
    ),
    isPassing: false,
  };
}

function failureOf({ id, state, text }: Deployment, messages: readonly string[]): Failure {
  const said = [...new Set([text, ...messages.slice(-5)])].filter((one) => one !== "").join("; ");
  if (isAboutStorage(said)) return { error: missingRole(said), isPassing: true };
  const error = new IllumioIacError(
    `Deployment ${id} ${state === "cancelled" ? "was cancelled" : "failed"}: ${said || "the site says nothing"}`,
  );
  return { error, isPassing: state === "conflict" };
}

/** How the site tells that storage refused the app's identity (Azure/azure-dev issue 4439). */
function isAboutStorage(text: string): boolean {
  return (
    /storage|container|blob/i.test(text) &&
    /forbidden|403|not authorized|AuthorizationPermissionMismatch|AuthorizationFailure/i.test(text)
  );
}

function missingRole(said: string, cause?: Error): MissingRoleError {
  return new MissingRoleError(
    "The app may not write its package into the container for deployments: its identity needs the role Storage Blob Data Owner " +
      `on the host account, which takes some minutes to take effect, and the account has to let the app in (${said.replace(/\.$/, "")})`,
    cause === undefined ? {} : { cause },
  );
}

/** A site that was just made has no address, no certificate or no application for a while. */
function isNotThereYet(error: Error): boolean {
  if (isNetworkError(error)) return true;
  return isHttpStatusError(error) && [404, 409, 429, 500, 502, 503, 504].includes(error.status);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
