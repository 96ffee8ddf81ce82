import type { PceAnswer } from "../collection";
import { methodNotAllowed, notFound } from "../pce-error";
import type { PceStore } from "../pce-store";
import { activateVen } from "./activate-ven";
import { PAIR_PS1 } from "./pair-ps1";
import { PAIR_SH } from "./pair-sh";

export interface VenCall {
  readonly store: PceStore;
  readonly method: string;
  /** Path below the version of the API. */
  readonly path: string;
  readonly query: URLSearchParams;
  json(): Promise<unknown>;
}

const scripts: Readonly<Record<string, string>> = { "pair.sh": PAIR_SH, "pair.ps1": PAIR_PS1 };

/**
 * The pairing script of a profile. UNCONFIRMED: its content type, that a disabled profile serves one too, and that a
 * script of another name answers 404.
 */
function image({ store, query, path }: VenCall): PceAnswer {
  const name = query.get("pair_script") ?? "";
  const profile = `${store.orgHref}/pairing_profiles/${query.get("profile_id") ?? ""}`;
  const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
  if (script === undefined) throw notFound(`${path}?pair_script=${name} (there is pair.sh and pair.ps1)`);
  if (store.table("pairing_profiles").getLive(profile) === undefined) throw notFound(profile);
  return { status: 200, text: script };
}

/** What the served scripts call. It is the simulator's own: the call that a real VEN makes is not published. */
async function activate({ store, path, json }: VenCall): Promise<PceAnswer> {
  const { ven, workload } = activateVen(store, await json(), path);
  return { status: 201, json: { ven: { href: ven }, workload: { href: workload } } };
}

const endpoints: Readonly<
  Record<string, { method: string; answer(call: VenCall): PceAnswer | Promise<PceAnswer> }>
> = {
  "/software/ven/image": { method: "GET", answer: image },
  "/agents/activate": { method: "POST", answer: activate },
};

/** Whether a call below `/api/v<number>` is one that a host makes, which has no API key. */
export const isVenCall = (path: string): boolean => Object.hasOwn(endpoints, path);

/** @throws PceError */
export async function answerVenCall(call: VenCall): Promise<PceAnswer> {
  const { method, answer } = endpoints[call.path]!;
  if (call.method !== method) throw methodNotAllowed(`${call.method} ${call.path}`);
  return answer(call);
}
