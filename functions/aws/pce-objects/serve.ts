import type { Context } from "aws-lambda";
import type { Answer } from "../../../dynamic-providers/cloudformation/answer";
import { handleObject } from "../../../dynamic-providers/cloudformation/pce/handle-object";
import type { LogWriter } from "../../shared/write-log";
import { customResourceHandler } from "../shared/custom-resource-handler";
import { PceConnections } from "../shared/pce-connections";

/** Tries of one call: the time of the request ends them first. */
const MOST_TRIES = 1_000;

/**
 * Makes the handler behind the custom resources of labels and workloads. Every request is a process of its own, so calls
 * that the PCE refuses for their number are tried again for as long as the invocation lasts.
 */
export function pceObjectsHandler(write: LogWriter): (event: unknown, context: Context) => Promise<Answer> {
  const connections = new PceConnections();
  return customResourceHandler((event, { notes, time, count }) => {
    const milliseconds = Math.max(1, Math.ceil(time.forCalls()));
    const signal = AbortSignal.timeout(milliseconds);
    return handleObject(event, {
      connect: (pce, isRefused) => connections.connect(pce, isRefused, signal),
      notes,
      count,
      options: {
        quietInMilliseconds: 0, // nothing else is in flight that a bulk call could wait for
        client: { signal, totalTimeoutInSeconds: milliseconds / 1_000, maximumTries: MOST_TRIES },
      },
    });
  }, write);
}
