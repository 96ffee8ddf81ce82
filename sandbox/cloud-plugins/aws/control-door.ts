import type { Properties } from "../provider/wire";

export interface View {
  readonly id: string;
  readonly properties: Properties;
  readonly attributes: Properties;
}

/** The cloud refused. `code` is AWS's own. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = "Refusal";
  }
}

/**
 * The sandbox cloud's door for deployers: resources in CloudFormation's types and properties, as JSON over HTTP.
 *
 * Several resources of the provider can be parts of one in the cloud, so changes of one resource wait for each other.
 */
export class ControlDoor {
  private readonly last = new Map<string, Promise<void>>();

  constructor(private readonly endpoint: string) {}

  async create(type: string, properties: Properties): Promise<View> {
    const made = await this.call("POST", "", { type, properties });
    return { properties, ...(made as Omit<View, "properties">) };
  }

  async read(type: string, id: string): Promise<View | undefined> {
    const found = (await this.call("GET", path(type, id)).catch(ifGone)) as View | undefined;
    return found && { ...found, id };
  }

  /** The first resource of a type that fits. */
  async find(type: string, fits: (view: View) => boolean): Promise<View | undefined> {
    const all = (await this.call("GET", "")) as (View & { type: string })[];
    return all.find((view) => view.type === type && fits(view));
  }

  /** Reads a resource and writes it back, one such change of a resource at a time. */
  change(type: string, id: string, change: (before: Properties) => Properties): Promise<void> {
    return this.exclusively(`${type} ${id}`, async () => {
      const found = await this.read(type, id);
      if (found === undefined) throw new Error(`${type} ${id} does not exist`);
      await this.call("PUT", path(type, id), { properties: change(found.properties) });
    });
  }

  async delete(type: string, id: string): Promise<void> {
    await this.call("DELETE", path(type, id)).catch(ifGone);
  }

  async emptyBucket(bucket: string): Promise<void> {
    await this.send("DELETE", `objects/${encodeURIComponent(bucket)}`);
  }

  private exclusively(key: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.last.get(key) ?? Promise.resolve()).then(work, work);
    this.last.set(key, turn);
    return turn;
  }

  private call(method: string, path: string, body?: unknown): Promise<unknown> {
    return this.send(method, `resources${path}`, body);
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const url = new URL(`/_sandbox/${path}`, this.endpoint);
    const response = await fetch(url, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Error(`The sandbox cloud at ${this.endpoint} does not answer. Is it running?`, {
        cause: error,
      });
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    const { code, message } = parse(text);
    if (typeof code === "string") throw new Refusal(response.status, code, String(message));
    throw new Error(
      `${this.endpoint} is no sandbox cloud: it answered ${response.status} to ${method} ${url.pathname}`,
    );
  }
}

function path(type: string, id: string): string {
  return `/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
}

function parse(text: string): Properties {
  try {
    return JSON.parse(text) as Properties;
  } catch {
    return {};
  }
}

function ifGone(error: unknown): undefined {
  if (error instanceof Refusal && error.status === 404) return undefined;
  throw error;
}
