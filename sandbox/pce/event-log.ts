import type { ErrorEntry } from "./pce-error";
import type { Reference } from "./table";

export interface ResourceChange {
  readonly kind: string;
  /** The object as the event names it: its href and what identifies it to a reader. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly type: "create" | "update" | "delete";
  /** Changed attributes, before and after. */
  readonly changes?: Readonly<Record<string, { before: unknown; after: unknown }>>;
}

export interface NewEvent {
  readonly eventType: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly changes?: readonly ResourceChange[];
  readonly errors?: readonly ErrorEntry[];
  /** Set where a VEN did it and no user. */
  readonly agent?: { readonly href: string; readonly hostname: string };
}

export interface StoredEvent extends NewEvent {
  readonly uuid: string;
  readonly href: string;
  readonly timestamp: string;
}

const KEPT = 10_000;

/** What was written and what was refused, oldest first; the newest 10,000. */
export class EventLog {
  #events: StoredEvent[] = [];

  constructor(
    private readonly pce: {
      orgId: number;
      orgHref: string;
      user: Reference;
      newCallUuid(): string;
      timestamp(): string;
    },
  ) {}

  get size(): number {
    return Math.min(this.#events.length, KEPT);
  }

  record(event: NewEvent): void {
    const uuid = this.pce.newCallUuid();
    const href = `${this.pce.orgHref}/events/${uuid}`;
    this.#events.push({ ...event, uuid, href, timestamp: this.pce.timestamp() });
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
  }

  /** Newest first, as the PCE lists them. */
  *newestFirst(): Generator<StoredEvent> {
    for (let back = 1; back <= this.size; back++) yield this.#events[this.#events.length - back]!;
  }

  get(href: string): StoredEvent | undefined {
    return this.#events.find((event) => event.href === href);
  }

  render(event: StoredEvent): object {
    const succeeded = event.status < 400;
    return {
      href: event.href,
      event_id: event.uuid,
      org_id: this.pce.orgId,
      version: 2,
      event_type: event.eventType,
      timestamp: event.timestamp,
      pce_fqdn: "localhost",
      created_by:
        event.agent === undefined
          ? { user: { ...this.pce.user, username: "sandbox@localhost" } }
          : { agent: event.agent },
      status: succeeded ? "success" : "failure",
      severity: succeeded ? "info" : "err",
      action: {
        href: `${event.href}/action`,
        api_endpoint: `/api/v2${event.path}`,
        api_method: event.method,
        http_status_code: event.status,
        src_ip: "127.0.0.1",
        task_name: null,
        errors: event.errors ?? [],
        info: {},
      },
      resource_changes: (event.changes ?? []).map(({ kind, resource, type, changes }, index) => ({
        uuid: `${event.uuid}-${index}`,
        resource: { [kind]: resource },
        changes: changes ?? {},
        change_type: type,
      })),
      notifications: [],
    };
  }
}
