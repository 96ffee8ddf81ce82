import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { CloudClients } from "../../../support/sandbox-cloud";

/** Messages in a log group that a pattern selects. */
export async function messagesOf(
  clients: CloudClients,
  logGroupName: string,
  filterPattern = "",
): Promise<string[]> {
  const { events = [] } = await clients.logs.send(
    new FilterLogEventsCommand({ logGroupName, filterPattern }),
  );
  return events.map(({ message }) => message!);
}

/** The objects that a function printed as JSON behind the word `SEEN`. */
export async function seenBy<T>(clients: CloudClients, name: string): Promise<T[]> {
  const lines = await messagesOf(clients, `/aws/lambda/${name}`, "SEEN");
  return lines.map((line) => JSON.parse(line.slice(line.indexOf("SEEN ") + 5)) as T);
}
