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

/** The answer has more bytes than the limit. */
export class TooManyBytes extends Error {
  /** @param seen what was seen, for example `300 bytes received` */
  constructor(readonly seen: string) {
    super(seen);
  }
}

/**
 * Sends a request once and reads the whole answer.
 *
 * @throws TryFailure; its cause is `TimeIsUp` after `timeout` milliseconds, `TooManyBytes` beyond `maximumBytes`, or the
 *   reason of the signal
 */
export async function oneTry(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  limits: {
    readonly timeout: number;
    /** Limit for the bytes received, and for those after decompression. */
    readonly maximumBytes: number;
    readonly signal: AbortSignal | undefined;
    readonly onSent: () => void;
  },
): Promise<HttpAnswer> {
  let sent = false;
  const raw = await new Promise<HttpAnswer>((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let failure: TryFailure | undefined;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    let received = 0;

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
      chunks.length = 0;
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
        const announced = Number(responseHeaders["content-length"]);
        if (announced > limits.maximumBytes) fail(new TooManyBytes(`${announced} bytes announced`));
      },
      onResponseData(_controller, chunk) {
        received += chunk.length;
        if (received > limits.maximumBytes)
          fail(new TooManyBytes(`${received} bytes received, and more to come`));
        else chunks.push(chunk);
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
    return { ...raw, body: await decompressed(raw, limits.maximumBytes) };
  } catch (error) {
    const tooMany = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    const seen = `${raw.body.length} compressed bytes that become more`;
    throw new TryFailure(tooMany ? new TooManyBytes(seen) : error, sent);
  }
}

const unzip = promisify(gunzip);
const inflated = promisify(inflate);

/** The PCE may send a compressed download without saying so; JSON and CSV never begin like gzip. */
async function decompressed({ headers, body }: HttpAnswer, maxOutputLength: number): Promise<Buffer> {
  if (body.length >= 2 && body[0] === 0x1f && body[1] === 0x8b) return await unzip(body, { maxOutputLength });
  const encoding = headers["content-encoding"];
  return encoding === "deflate" && body.length > 0 ? await inflated(body, { maxOutputLength }) : body;
}
