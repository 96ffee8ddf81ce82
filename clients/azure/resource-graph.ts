import { setTimeout as sleep } from "node:timers/promises";
import { isRecord, type JsonRecord } from "../../core/checks/json";
import { IllumioIacError } from "../../core/errors";
import type { ArmCall, ArmClient } from "./arm-client";
import { readHint } from "./compute-errors";

export interface ResourceGraphQuery {
  /** Ids of subscriptions. @default all that the identity may read */
  readonly subscriptions?: readonly string[];
  /** In the Kusto language. It has to project `id`, without which Azure gives no further pages, and may not limit its rows. */
  readonly query: string;
  readonly signal?: AbortSignal;
}

const PATH = "/providers/Microsoft.ResourceGraph/resources";
const API_VERSION = "2024-04-01";
const ROWS_PER_PAGE = 1_000;
/** Of one query; Azure asks for groups of this size. */
const MOST_SUBSCRIPTIONS = 300;
const MOST_PAGES = 1_000;

/**
 * Queries of Azure Resource Graph, which sees all subscriptions at once and lags behind them by up to some minutes.
 *
 * All rows come, or an error: an answer that Azure cut short is never taken for a whole one. Where the quota of the identity
 * is used up, the next page waits until it has a new one.
 */
export class ResourceGraph {
  readonly #arm: ArmClient;
  /** By `performance.now()`. */
  #quotaFrom = 0;
  #pages = 0;

  constructor(arm: ArmClient) {
    this.#arm = arm;
  }

  /** Pages that were asked for so far. */
  get pages(): number {
    return this.#pages;
  }

  /** @throws IllumioIacError when Azure does not give all rows */
  async query({ subscriptions, query, signal }: ResourceGraphQuery): Promise<JsonRecord[]> {
    const call = { path: PATH, apiVersion: API_VERSION, hint: readHint, ...(signal && { signal }) };
    const rows: JsonRecord[] = [];
    for (const group of groupsOf(subscriptions))
      rows.push(...(await this.#all(call, { ...(group && { subscriptions: group }), query })));
    return rows;
  }

  async #all(call: ArmCall, body: object): Promise<JsonRecord[]> {
    const rows: JsonRecord[] = [];
    const seen = new Set<string>();
    let total = Number.POSITIVE_INFINITY;
    let token: string | undefined;
    for (;;) {
      const page = await this.#page(call, body, token);
      rows.push(...page.rows);
      total = Math.min(total, page.total);
      token = page.token;
      if (token === undefined) {
        // Machines that come between two pages raise the total, so its least value counts.
        if (rows.length < total) throw short(`${rows.length} of ${total} rows came`);
        return rows;
      }
      if (seen.has(token) || seen.size === MOST_PAGES)
        throw short(`page ${seen.size + 1} leads to one before it, or is one of too many`);
      seen.add(token);
    }
  }

  async #page(call: ArmCall, body: object, token: string | undefined) {
    const wait = this.#quotaFrom - performance.now();
    if (wait > 0) await sleep(wait, undefined, call.signal === undefined ? {} : { signal: call.signal });
    this.#pages++;
    const { answer, header } = await this.#arm.ask(call, {
      ...body,
      options: {
        $top: ROWS_PER_PAGE,
        resultFormat: "objectArray",
        ...(token === undefined ? {} : { $skipToken: token }),
      },
    });
    if (header("x-ms-user-quota-remaining") === "0")
      this.#quotaFrom = performance.now() + 1000 * secondsOf(header("x-ms-user-quota-resets-after"));
    if (header("x-ms-tenant-subscription-limit-hit")?.toLowerCase() === "true")
      throw short("the identity may read more subscriptions than Azure asks at once: name them");
    const { data, count, totalRecords, resultTruncated, $skipToken: next } = answer;
    if (!Array.isArray(data) || !data.every(isRecord)) throw short("the answer has no list of rows");
    if (typeof count === "number" && count !== data.length)
      throw short(`the answer says ${count} rows and has ${data.length}`);
    const more = typeof next === "string" && next !== "" ? next : undefined;
    if (String(resultTruncated).toLowerCase() === "true" && more === undefined)
      throw short("it was cut short, and Azure says not where the rest is");
    return { rows: data, total: typeof totalRecords === "number" ? totalRecords : data.length, token: more };
  }
}

function groupsOf(subscriptions: readonly string[] | undefined): (readonly string[] | undefined)[] {
  if (subscriptions === undefined) return [undefined];
  const groups: string[][] = [];
  for (let at = 0; at < subscriptions.length; at += MOST_SUBSCRIPTIONS)
    groups.push(subscriptions.slice(at, at + MOST_SUBSCRIPTIONS));
  return groups;
}

/** `00:00:05` as seconds; 5, which is the window of the quota, where it cannot be read. */
function secondsOf(time: string | undefined): number {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+)(?:\.\d+)?$/.exec(time ?? "") ?? [];
  return seconds === undefined ? 5 : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function short(why: string): IllumioIacError {
  return new IllumioIacError(
    `Azure Resource Graph did not answer a query as a whole: ${why}. Nothing of the answer is used; run this again`,
  );
}
