import { HttpClient } from "../http/http-client";
import { type PanosConnection, SealedPanosConnection } from "./connection";
import { panosError } from "./panos-error";
import { sharedSlots } from "./slots";
import { attribute, elementAt, readXml, type XmlElement } from "./xml";

/** What the vendor allows a management plane to be asked at a time ("PAN-OS XML API Components"). */
const CALLS_AT_A_TIME = 5;

export interface PanosClientOptions {
  /** Time for one try of a call. @default 60 */
  readonly tryTimeoutInSeconds?: number | undefined;
  /** Time for a call with all its tries. @default 180 */
  readonly totalTimeoutInSeconds?: number | undefined;
  /** Ends the calls under way that only read, and every later one. */
  readonly readSignal?: AbortSignal | undefined;
}

export interface PanosCall {
  /** What is asked for, in words, for errors. */
  readonly what: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Whether carrying it out twice leaves the same as once. */
  readonly repeatable: boolean;
}

/** The XML API of one management plane. */
export class PanosApi {
  readonly host: string;
  readonly #http: HttpClient;
  readonly #readSignal: AbortSignal | undefined;

  constructor(host: string, settings: PanosConnection, options: PanosClientOptions) {
    const { apiKey, caCertificate, certificatePin } = new SealedPanosConnection(settings);
    this.host = host;
    this.#readSignal = options.readSignal;
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
   * Calls and answers the `<response>`, also one that says `error`.
   *
   * @throws HttpStatusError for a key that is refused (403) or an answer that is no XML of PAN-OS; NetworkError when
   *   none came
   */
  async send({ params, repeatable }: PanosCall): Promise<XmlElement> {
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
    const response = elementAt(readXml(answer.body.toString("utf8")), "response");
    if (response && attribute(response, "status") !== undefined) return response;
    throw this.#http.unexpected(request, answer, "an XML answer of PAN-OS");
  }

  /** Calls and answers the `<response>`. @throws also PanosError when it says `error` */
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
  return words.slice(0, 300);
}
