import {
  type CheckPointClient,
  type CheckPointSession,
  type CheckPointSessionInfo,
  isCheckPointError,
} from "../../clients/check-point";

/** Idle seconds after which the server ends the session of a run that was killed. */
const TIMEOUT_IN_SECONDS = 600;
/** A session of an earlier run that is older was left behind. */
const STALE_IN_MS = 15 * 60_000;

export interface RunName {
  readonly definition: string;
  readonly runId: string;
}

export function openSession(
  client: CheckPointClient,
  { definition, runId }: RunName,
): Promise<CheckPointSession> {
  return client.login({
    name: `${beginning(definition)}${runId}`,
    description: "Hosts and groups of onboarded virtual machines",
    timeoutInSeconds: TIMEOUT_IN_SECONDS,
  });
}

/** Sessions of this onboarding have names that begin so. */
function beginning(definition: string): string {
  return `illumio-iac onboarding ${definition} `;
}

interface Stale {
  readonly discarded: readonly string[];
  readonly left: readonly string[];
  readonly young: ReadonlySet<string>;
  /** Whether sessions of earlier runs still lock something, as far as is known. */
  readonly isLeft: boolean;
}

/**
 * Discards what earlier runs left behind, so that it locks nothing any more.
 *
 * @returns what was discarded and what could not be, in words, and uids of sessions of earlier runs that are too young to be discarded
 */
export async function discardStale(
  session: CheckPointSession,
  definition: string,
  now: Date,
): Promise<Stale> {
  const discarded: string[] = [];
  const left: string[] = [];
  const young = new Set<string>();
  let isLeft = false;
  for (const other of await sessionsOf(session, left)) {
    const isOurs = other.name.startsWith(beginning(definition)) && other.uid !== session.uid;
    if (!isOurs || other.isEmpty) continue;
    if (!isStale(other, now)) {
      young.add(other.uid);
      continue;
    }
    const what = `session '${other.name}' (${other.uid}) of an earlier run`;
    try {
      await session.discard(other.uid);
      discarded.push(`${what} was left open and was discarded`);
    } catch (error) {
      isLeft = true;
      left.push(`${what} is left open: ${(error as Error).message}`);
    }
  }
  return { discarded, left, young, isLeft: isLeft || young.size > 0 };
}

/** All sessions; none where the administrator may not see them. */
async function sessionsOf(session: CheckPointSession, left: string[]): Promise<CheckPointSessionInfo[]> {
  try {
    return await session.showSessions();
  } catch (error) {
    if (!isCheckPointError(error) || error.kind === "session") throw error;
    left.push(`what earlier runs left open is not known: ${error.message}`);
    return [];
  }
}

function isStale({ isConnected, openedAt }: CheckPointSessionInfo, now: Date): boolean {
  const isOld = openedAt !== undefined && now.getTime() - openedAt.getTime() > STALE_IN_MS;
  return isConnected === false || isOld;
}

/**
 * Discards what a session changed and did not publish. When the session has ended, another one discards it.
 *
 * @returns what is left and why, in words
 */
export async function discardAll(
  client: CheckPointClient,
  session: CheckPointSession,
  run: RunName,
): Promise<string[]> {
  try {
    await session.discard();
    return [];
  } catch (error) {
    if (!isCheckPointError(error, "session")) return [leftOpen(session, error)];
  }
  try {
    const other = await openSession(client, run);
    await other.discard(session.uid);
    return await logOut(other);
  } catch (error) {
    // A session that is gone has nothing left to discard.
    return isCheckPointError(error, "not-found") ? [] : [leftOpen(session, error)];
  }
}

function leftOpen(session: CheckPointSession, error: unknown): string {
  return `the changes of session ${session.uid} are not discarded and stay locked until a later run discards them: ${(error as Error).message}`;
}

/** @returns why the session is not ended, in words */
export async function logOut(session: CheckPointSession): Promise<string[]> {
  try {
    await session.logout();
    return [];
  } catch (error) {
    if (isCheckPointError(error, "session")) return [];
    return [`session ${session.uid} is not logged out: ${(error as Error).message}`];
  }
}
