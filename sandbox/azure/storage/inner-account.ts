import { CloudError } from "../../cloud/cloud-error";
import type { ArmResource } from "../arm/arm-resource";
import type { Accounts } from "./accounts";
import type { Azurite, AzuriteAnswer } from "./azurite/azurite";
import type { StorageService } from "./storage-service";

export interface CommittedBlock {
  /** Base64, as it was staged. */
  readonly id: string;
  readonly size: number;
}

export interface InnerRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** The data of one account, for the parts of the sandbox. Every method fails with the code of the storage service. */
export class InnerAccount {
  readonly #account: ArmResource;
  readonly #accounts: Accounts;
  readonly #azurite: Azurite;

  constructor(account: ArmResource, accounts: Accounts, azurite: Azurite) {
    this.#account = account;
    this.#accounts = accounts;
    this.#azurite = azurite;
  }

  /** Makes a container that does not exist yet; the table of resources shows it. */
  async createContainer(name: string): Promise<void> {
    await this.#accounts.record(this.#account, "blob", name, true);
  }

  /** Uploads a block of a blob; `commitBlocks` makes it part of the blob. @param id base64 */
  async stageBlock(container: string, blob: string, id: string, content: Uint8Array | string): Promise<void> {
    const path = `${blobPath(container, blob)}?comp=block&blockid=${encodeURIComponent(id)}`;
    await this.request("blob", "PUT", path, { body: content });
  }

  /** Makes these blocks, committed before or staged since, the content of a blob. @param ids base64, in order */
  async commitBlocks(
    container: string,
    blob: string,
    ids: readonly string[],
    contentType = "application/octet-stream",
  ): Promise<{ readonly etag: string }> {
    const blocks = ids.map((id) => `<Latest>${id}</Latest>`).join("");
    const { headers } = await this.request("blob", "PUT", `${blobPath(container, blob)}?comp=blocklist`, {
      headers: { "x-ms-blob-content-type": contentType, "content-type": "application/xml" },
      body: `<?xml version="1.0" encoding="utf-8"?><BlockList>${blocks}</BlockList>`,
    });
    return { etag: String(headers.etag) };
  }

  /** The committed blocks of a blob; undefined when there is none. */
  async committedBlocks(container: string, blob: string): Promise<CommittedBlock[] | undefined> {
    const path = `${blobPath(container, blob)}?comp=blocklist&blocklisttype=committed`;
    const { status, body } = await this.request("blob", "GET", path, {}, [404]);
    if (status === 404) return undefined;
    const found = body.toString("utf8").matchAll(/<Name>([^<]*)<\/Name><Size>(\d+)<\/Size>/g);
    return [...found].map(([, id, size]) => ({ id: id!, size: Number(size) }));
  }

  async putBlob(container: string, blob: string, content: Uint8Array | string): Promise<void> {
    await this.request("blob", "PUT", blobPath(container, blob), {
      headers: { "x-ms-blob-type": "BlockBlob" },
      body: content,
    });
  }

  /** The content of a blob; undefined when there is none. */
  async readBlob(container: string, blob: string): Promise<Buffer | undefined> {
    const { status, body } = await this.request("blob", "GET", blobPath(container, blob), {}, [404]);
    return status === 404 ? undefined : body;
  }

  /** Deletes a blob, if there is one. */
  async deleteBlob(container: string, blob: string): Promise<void> {
    await this.request("blob", "DELETE", blobPath(container, blob), {}, [404]);
  }

  /** The names of all blobs that begin with `prefix`; none when there is no such container. */
  async listBlobs(container: string, prefix = ""): Promise<string[]> {
    const names: string[] = [];
    let marker = "";
    do {
      const query = new URLSearchParams({ restype: "container", comp: "list", prefix, marker });
      const { status, body } = await this.request("blob", "GET", `/${container}?${query}`, {}, [404]);
      if (status === 404) return [];
      const text = body.toString("utf8");
      names.push(...[...text.matchAll(/<Blob><Name>([^<]+)<\/Name>/g)].map(([, name]) => unescaped(name!)));
      marker = /<NextMarker>([^<]+)<\/NextMarker>/.exec(text)?.[1] ?? "";
    } while (marker !== "");
    return names;
  }

  /** The texts of up to 32 messages of a queue, which stay there. */
  async peekMessages(queue: string): Promise<string[]> {
    const { body } = await this.request("queue", "GET", `/${queue}/messages?peekonly=true&numofmessages=32`);
    const texts = body.toString("utf8").matchAll(/<MessageText>([^<]*)<\/MessageText>/g);
    return [...texts].map(([, text]) => unescaped(text!));
  }

  /** The entities of a table. */
  async entities(table: string): Promise<Record<string, unknown>[]> {
    const headers = { accept: "application/json;odata=nometadata" };
    const { body } = await this.request("table", "GET", `/${table}()`, { headers });
    return (JSON.parse(body.toString("utf8")) as { value: Record<string, unknown>[] }).value;
  }

  /**
   * Any call of the service's REST interface, with its path after the account.
   *
   * @param tolerated statuses from 400 on that are no failure @throws CloudError
   */
  async request(
    service: StorageService,
    method: string,
    path: string,
    { headers = {}, body }: InnerRequest = {},
    tolerated: readonly number[] = [],
  ): Promise<AzuriteAnswer> {
    const answer = await this.#azurite.call(
      { service, method, path: `/${this.#account.name}${path}`, headers },
      body,
    );
    if (answer.status < 400 || tolerated.includes(answer.status)) return answer;
    const text = answer.body.toString("utf8");
    const code = String(
      answer.headers["x-ms-error-code"] ?? /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? "Failed",
    );
    throw new CloudError(code, `${method} ${this.#account.name}${path}: ${text}`, answer.status);
  }
}

function blobPath(container: string, blob: string): string {
  return `/${container}/${blob.split("/").map(encodeURIComponent).join("/")}`;
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
