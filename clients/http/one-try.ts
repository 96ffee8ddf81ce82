import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import type { Dispatcher } from "undici";
import type { HttpAnswer } from "./http-message";

/** No complete answer came. */
export class TryFailure extends Error {
  constructor(
    override readonly cause: unknown,
    /** Whether anything of the request was handed to a connection. */
    readonly sent: boolean,
  ) {
    super("no answer", { cause });
  }
}

export class TimeIsUp extends Error {}

/**
 * Sends a request once and reads the whole answer.
 *
 * @throws TryFailure; its cause is `TimeIsUp` after `timeout` milliseconds, or the reason of the signal
 */
export async function oneTry(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  limits: { readonly timeout: number; readonly signal: AbortSignal | undefined; readonly onSent: () => void },
): Promise<HttpAnswer> {
  let sent = false;
  const raw = await new Promise<HttpAnswer>((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let failure: TryFailure | undefined;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];

    const timer = setTimeout(() => fail(new TimeIsUp()), limits.timeout);
    const onAbort = () => fail(limits.signal?.reason);
    limits.signal?.addEventListener("abort", onAbort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      limits.signal?.removeEventListener("abort", onAbort);
    };
    const fail = (cause: unknown) => {
      if (failure !== undefined) return;
      settle();
      failure = new TryFailure(cause, sent);
      reject(failure);
      controller?.abort(failure);
    };

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        // Called when a connection is ready, just before the first byte is written.
        if (failure !== undefined) {
          started.abort(failure);
          return;
        }
        controller = started;
        if (!sent) limits.onSent();
        sent = true;
      },
      onResponseStart(_controller, statusCode, responseHeaders) {
        status = statusCode;
        headers = responseHeaders;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        settle();
        resolve({ status, headers, body: Buffer.concat(chunks) });
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    };
    if (limits.signal?.aborted) fail(limits.signal.reason);
    else dispatcher.dispatch(options, handler);
  });
  try {
    return { ...raw, body: await decompressed(raw) };
  } catch (error) {
    throw new TryFailure(error, sent);
  }
}

const unzip = promisify(gunzip);
const inflated = promisify(inflate);

/** The PCE may send a compressed download without saying so; JSON and CSV never begin like gzip. */
async function decompressed({ headers, body }: HttpAnswer): Promise<Buffer> {
  if (body.length >= 2 && body[0] === 0x1f && body[1] === 0x8b) return await unzip(body);
  const encoding = headers["content-encoding"];
  return encoding === "deflate" && body.length > 0 ? await inflated(body) : body;
}
