import type { StorageService } from "../storage-service";
import type { Azurite, AzuriteAnswer } from "./azurite";

const JSON_HEADERS = { accept: "application/json;odata=nometadata", "content-type": "application/json" };

/** Makes a container, queue or table, unless there is one. */
export async function makePart(
  azurite: Azurite,
  service: StorageService,
  account: string,
  name: string,
): Promise<void> {
  const answer =
    service === "table"
      ? await azurite.call(
          {
            service,
            method: "POST",
            path: `/${account}/Tables`,
            headers: { ...JSON_HEADERS, prefer: "return-no-content" },
          },
          JSON.stringify({ TableName: name }),
        )
      : await azurite.call({ service, method: "PUT", path: pathOf(service, account, name) });
  expectStatus(answer, [201, 204, 409], `make the ${service} resource ${account}/${name}`);
}

/** Removes a container, queue or table, if there is one. */
export async function removePart(
  azurite: Azurite,
  service: StorageService,
  account: string,
  name: string,
): Promise<void> {
  const headers = service === "table" ? JSON_HEADERS : {};
  const path = pathOf(service, account, name);
  const answer = await azurite.call({ service, method: "DELETE", path, headers });
  expectStatus(answer, [202, 204, 404], `remove the ${service} resource ${account}/${name}`);
}

/** The names of all containers, queues or tables of an account. */
export async function namesOfParts(
  azurite: Azurite,
  service: StorageService,
  account: string,
): Promise<string[]> {
  const path = service === "table" ? `/${account}/Tables` : `/${account}/?comp=list`;
  const headers = service === "table" ? JSON_HEADERS : {};
  const answer = await azurite.call({ service, method: "GET", path, headers });
  expectStatus(answer, [200], `list the ${service} resources of ${account}`);
  const pattern = service === "table" ? /"TableName":"([^"]+)"/g : /<Name>([^<]+)<\/Name>/g;
  return [...answer.body.toString("utf8").matchAll(pattern)].map(([, name]) => name!);
}

function pathOf(service: StorageService, account: string, name: string): string {
  if (service === "table") return `/${account}/Tables('${name}')`;
  return `/${account}/${name}${service === "blob" ? "?restype=container" : ""}`;
}

function expectStatus({ status, body }: AzuriteAnswer, expected: readonly number[], what: string): void {
  if (expected.includes(status)) return;
  throw new Error(`Azurite did not ${what}: status ${status}\n${body.toString("utf8").slice(0, 1000)}`);
}
