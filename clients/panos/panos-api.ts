import { HttpClient } from "../http/http-client";
import { type PanosConnection, SealedPanosConnection } from "./connection";
import { panosError } from "./panos-error";
import { sharedSlots } from "./slots";
import { attribute, elementAt, readXml, type XmlElement } from "./xml";

/** Calls to one management plane that the vendor allows at a time ("PAN-OS XML API Components"). */
const CALLS_AT_A_TIME = 5;
const MOST_BYTES = 250_000_000;
const MOST_ENTRIES = 1_000_000;

export interface PanosClientOptions {
  /** Time for one try of a call. @default 60 */
  readonly tryTimeoutInSeconds?: number | undefined;
  /** Time for a call with all its tries. @default 180 */
  readonly totalTimeoutInSeconds?: number | undefined;
  /**
   * Bytes of one answer. @default 250,000,000; 500 registered IP addresses with 32 tags of 127 characters each take
   * about 2,500,000
   */
  readonly maximumAnswerInBytes?: number | undefined;
  /** Registered IP addresses of one table. @default 1,000,000; the largest platforms hold 500,000 */
  readonly maximumEntries?: number | undefined;
  /** When aborted, ends the calls under way that only read, and every later call. */
  readonly readSignal?: AbortSignal | undefined;
}

export interface PanosCall {
  /** What the call does, in words, for errors. */
  readonly what: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Whether carrying out the call twice has the same result as once. */
  readonly repeatable: boolean;
}

/** The XML API of one management plane. */
export class PanosApi {
  readonly host: string;
  readonly #http: HttpClient;
  readonly maximumEntries: number;
  readonly #readSignal: AbortSignal | undefined;

  constructor(host: string, settings: PanosConnection, options: PanosClientOptions) {
    const { apiKey, caCertificate, certificatePin } = new SealedPanosConnection(settings);
    this.host = host;
    this.#readSignal = options.readSignal;
    this.maximumEntries = options.maximumEntries ?? MOST_ENTRIES;
    this.#http = new HttpClient({
      service: "the firewall",
      origin: `https://${host}`,
      caSetting: "caFile of the firewall, or certificateSha256 and certificateName",
      caCertificate,
      certificatePin,
      headers: {
        "x-pan-key": apiKey,
        "content-type": "application/x-www-form-urlencoded",
        "user-agent": "illumio-iac",
      },
      secrets: [apiKey],
      tryTimeoutInSeconds: options.tryTimeoutInSeconds ?? 60,
      totalTimeoutInSeconds: options.totalTimeoutInSeconds ?? 180,
      maximumAnswerInBytes: options.maximumAnswerInBytes ?? MOST_BYTES,
      readError: ({ status, body }) => ({
        detail: describe(body.toString("utf8")),
        hint: status === 403 ? HINT_403 : undefined,
      }),
    });
  }

  get calls(): number {
    return this.#http.calls;
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /**
   * Makes a call and returns the `<response>`, also one whose status is `error`.
   *
   * @throws HttpStatusError for a key that is refused (403) or an answer that is no XML of PAN-OS; NetworkError when
   *   none came; AnswerLimitError when it is too large
   */
  send(call: PanosCall): Promise<XmlElement> {
    return this.read(call, "an XML answer of PAN-OS", (body) => {
      const response = elementAt(
        readXml(body, (text) => this.#http.redact(text)),
        "response",
      );
      return response && attribute(response, "status") !== undefined ? response : undefined;
    });
  }

  /**
   * Makes a call and reads the answer with a reader.
   *
   * @param reader returns undefined for an answer that is not `expected`
   * @throws as `send`
   */
  async read<T>(
    { params, repeatable }: PanosCall,
    expected: string,
    reader: (body: Buffer) => T | undefined,
  ): Promise<T> {
    const given = Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const request = {
      method: "POST",
      path: "/api/",
      body: new URLSearchParams(given).toString(),
      repeatable,
    } as const;
    const slots = sharedSlots(this.host, CALLS_AT_A_TIME);
    const answer = await slots.run(() =>
      this.#http.request(request, repeatable ? this.#readSignal : undefined),
    );
    const found = reader(answer.body);
    if (found !== undefined) return found;
    throw this.#http.unexpected(request, answer, expected);
  }

  /** Takes credentials out of a text of the firewall, for errors that quote it. */
  redact(text: string): string {
    return this.#http.redact(text);
  }

  /** Makes a call and returns the `<response>`. @throws as `send`; PanosError when its status is `error` */
  async call(call: PanosCall): Promise<XmlElement> {
    const response = await this.send(call);
    if (attribute(response, "status") === "success") return response;
    throw panosError(call.what, response);
  }
}

const HINT_403 =
  "Check the API key: it ends when its administrator makes another one, changes the password or when its lifetime " +
  "is over; and that the administrator's role allows this kind of call";

/** The words of an error page. */
function describe(body: string): string {
  const words = body
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words.slice(0, 4000); // cut to its length once credentials are out of it
}
