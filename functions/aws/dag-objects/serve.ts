import type { Context } from "aws-lambda";
import { SecretCache } from "../../../clients/aws/secret-cache";
import {
  type Begun,
  type Completeness,
  handleBinding,
} from "../../../dynamic-providers/cloudformation/panos/handle-binding";
import { firewallFromSecret } from "../../shared/firewall-secret";
import type { LogWriter } from "../../shared/write-log";
import { customResourceHandler } from "../shared/custom-resource-handler";
import { PceConnections } from "../shared/pce-connections";
import { TimedFirewall } from "./timed-firewall";

/**
 * Share of the time for calls at the end of an invocation, in which what fails is gone on with in the next call. A job of
 * the firewall is waited for until half of it is over.
 */
const LAST_SHARE = 0.2;

/**
 * Makes the handler behind the custom resources of bindings. It begins requests and asks whether they are complete: every
 * call is a process of its own, and goes on where the one before it ended.
 */
export function dagObjectsHandler(
  write: LogWriter,
): (event: unknown, context: Context) => Promise<Begun | Completeness> {
  const connections = new PceConnections();
  return customResourceHandler((event, { notes, time, count }) => {
    const milliseconds = Math.max(1, Math.ceil(time.forCalls()));
    const last = milliseconds * LAST_SHARE;
    const signal = AbortSignal.timeout(milliseconds);
    return handleBinding(event, {
      connect: (pce, isRefused) => connections.connect(pce, isRefused, signal),
      firewall: async (secretArn) => {
        const text = await new SecretCache(secretArn).read(signal);
        const { connection, ...firewall } = firewallFromSecret(text, secretArn);
        return { client: new TimedFirewall(connection, () => time.forCalls() - last / 2), ...firewall };
      },
      hasTime: () => time.forCalls() > last,
      notes,
      count,
      options: { client: { signal, totalTimeoutInSeconds: milliseconds / 1_000 } },
    });
  }, write);
}
