import { request } from "node:https";

export interface Door {
  /** With everything that comes before the path of a call. */
  readonly url: string;
  readonly caCertificate: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts JSON to a system of the sandbox, as an administrator does. @throws Error with the answer when it is refused */
export function postJson(
  { url, caCertificate, headers }: Door,
  path: string,
  body: object,
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${url}${path}`,
      {
        method: "POST",
        ca: caCertificate,
        agent: false,
        headers: { "content-type": "application/json", ...headers },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("error", reject);
        response.on("end", () => {
          const { statusCode = 0 } = response;
          if (statusCode < 300) resolve(JSON.parse(text) as Readonly<Record<string, unknown>>);
          else reject(new Error(`POST ${url}${path} was answered with HTTP ${statusCode}: ${text}`));
        });
      },
    );
    call.on("error", reject);
    call.end(JSON.stringify(body));
  });
}
