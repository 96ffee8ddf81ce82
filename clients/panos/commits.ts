import { IllumioIacError } from "../../core/errors";
import type { PanosApi } from "./panos-api";
import { messageLines, PanosError } from "./panos-error";
import { elementAt, elements, escapeXml, textAt, type XmlElement } from "./xml";

/** A commit of one administrator's changes. */
export interface CommitOptions {
  /** Administrator whose changes are committed. Changes of others are not, because they may be unfinished. */
  readonly admin: string;
  readonly description?: string;
}

/** A push from Panorama to the firewalls of a device group. */
export interface PushOptions {
  readonly deviceGroup: string;
  /** Only these firewalls. @default all of the group */
  readonly serials?: readonly string[];
}

/** How long a job may take, and how it is polled. */
export interface JobWait {
  /** @default 1200 */
  readonly timeoutInSeconds?: number;
}

const TIMEOUT_IN_SECONDS = 1_200;
/**
 * First pause between two polls of a job, so that short jobs of small firewalls are noticed early. The pauses grow to
 * two seconds, because polling more often slows a job down (pango).
 */
const FIRST_PAUSE_IN_MS = 100;
const LONGEST_PAUSE_IN_MS = 2_000;

/** @returns number of the job; undefined when there was nothing to commit */
export async function enqueueCommit(
  api: PanosApi,
  { admin, description }: CommitOptions,
): Promise<number | undefined> {
  const about = description ? `<description>${escapeXml(description)}</description>` : "";
  const partial = `<partial><admin><member>${escapeXml(admin)}</member></admin></partial>`;
  const cmd = `<commit>${about}${partial}</commit>`;
  return enqueue(api, "to commit", { type: "commit", cmd });
}

/** @returns number of the job */
export async function enqueuePush(
  api: PanosApi,
  { deviceGroup, serials = [] }: PushOptions,
): Promise<number> {
  const entries = serials.map((serial) => `<entry name="${escapeXml(serial)}"/>`).join("");
  const devices = entries === "" ? "" : `<devices>${entries}</devices>`;
  const group = `<device-group><entry name="${escapeXml(deviceGroup)}">${devices}</entry></device-group>`;
  const cmd = `<commit-all><shared-policy>${group}</shared-policy></commit-all>`;
  const what = `to push device group ${deviceGroup}`;
  const job = await enqueue(api, what, { type: "commit", action: "all", cmd });
  if (job === undefined) throw new IllumioIacError(`Panorama made no job when it was asked ${what}`);
  return job;
}

async function enqueue(
  api: PanosApi,
  what: string,
  params: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  const response = await api.call({ what, params, repeatable: false });
  const job = Number(textAt(elementAt(response, "result"), "job"));
  return Number.isSafeInteger(job) && job > 0 ? job : undefined;
}

/**
 * Waits until a job is done.
 *
 * @throws PanosError with the firewall's report of a failed job, device by device; IllumioIacError after the timeout
 */
export async function waitForJob(
  api: PanosApi,
  job: number,
  what: string,
  { timeoutInSeconds = TIMEOUT_IN_SECONDS }: JobWait = {},
): Promise<void> {
  const end = performance.now() + timeoutInSeconds * 1_000;
  for (let pause = FIRST_PAUSE_IN_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_IN_MS)) {
    const response = await api.call({
      what: `how job ${job} is`,
      params: { type: "op", cmd: `<show><jobs><id>${job}</id></jobs></show>` },
      repeatable: true,
    });
    const found = elementAt(response, "result", "job");
    if (found === undefined || textAt(found, "status") === undefined)
      throw new IllumioIacError(
        `${api.host} answered how job ${job} (${what}) is without a job that has a status. Look at it with "show jobs id ${job}"`,
      );
    if (textAt(found, "status") === "FIN") {
      if (textAt(found, "result") === "OK") return;
      throw new PanosError(
        what,
        undefined,
        [...messageLines(response), ...deviceLines(found)],
        `See job ${job}`,
      );
    }
    if (performance.now() >= end)
      throw new IllumioIacError(
        `job ${job} (${what}) is not done after ${timeoutInSeconds} s. It goes on; look at it with "show jobs id ${job}" and run again when it is done`,
      );
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function deviceLines(job: XmlElement | undefined): string[] {
  return elements(elementAt(job, "devices"), "entry").flatMap((device) => {
    if (textAt(device, "result") === "OK") return [];
    const errors = elements(elementAt(device, "details", "msg", "errors"), "line");
    const words = errors.map((line) => line["#text"]).filter((text) => typeof text === "string");
    return [`${textAt(device, "serial-no")}: ${words.join("; ") || textAt(device, "result")}`];
  });
}
