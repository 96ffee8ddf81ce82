import type { CloudPlugin } from "./cloud-plugin";
import { grpc, services } from "./proto";
import { resourceProvider } from "./resource-provider";

/** The same limit as in Pulumi's own clients. */
const MESSAGE_MAX_BYTES = 400 * 1024 * 1024;

export interface ServedPlugin {
  readonly port: number;
  close(): void;
}

/** Serves a plugin on a free port of the loopback interface. */
export async function servePlugin(plugin: CloudPlugin): Promise<ServedPlugin> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": MESSAGE_MAX_BYTES });
  server.addService(services.ResourceProviderService, resourceProvider(plugin));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { port, close: () => server.forceShutdown() };
}

/**
 * Runs a plugin as the process that the `pulumi` CLI started: prints the port on the first line of standard output,
 * then serves until it is ended, at the latest when its parent is gone.
 */
export async function runPlugin(plugin: CloudPlugin): Promise<void> {
  const parent = process.ppid;
  const { port } = await servePlugin(plugin);
  process.stdout.write(`${port}\n`);
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 1000).unref();
}
