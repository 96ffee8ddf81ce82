import { escapeXml } from "../xml/xml";

/** What a device answers: the `<response>` and, where it is not 200, the HTTP status with its reason phrase. */
export interface PanosAnswer {
  readonly body: string;
  readonly httpStatus?: number;
  readonly reason?: string;
}

/** An answer with `status="error"`. */
export class PanosError extends Error {
  constructor(readonly answer: PanosAnswer) {
    super(answer.body);
  }
}

/** `<response status="success"><result>…`. */
export const success = (result: string): PanosAnswer => ({
  body: `<response status="success"><result>${result}</result></response>`,
});

/** The answer of an operational command that prints text. */
export const successText = (line: string): PanosAnswer =>
  success(`<![CDATA[${line.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`);

/** Answer of a configuration write. */
export const commandSucceeded: PanosAnswer = {
  body: '<response status="success" code="20"><msg>command succeeded</msg></response>',
};

/** Codes of facts "PAN-OS XML API Error Codes"; without one the attribute is left out, as devices do for some. */
export function failure(code: number | undefined, ...lines: string[]): PanosError {
  const attribute = code === undefined ? "" : ` code="${code}"`;
  const body = lines.map((line) => `<line>${escapeXml(line)}</line>`).join("");
  return new PanosError({ body: `<response status="error"${attribute}><msg>${body}</msg></response>` });
}

/** Errors of the web server in front of the device carry their code also as HTTP status. */
function httpFailure(status: number, reason: string, message: string): PanosError {
  const msg = escapeXml(message);
  const body = `<response status = 'error' code = '${status}'><result><msg>${msg}</msg></result></response>`;
  return new PanosError({ body, httpStatus: status, reason });
}

export const invalidCredential = (): PanosError =>
  httpFailure(403, "Invalid Credential", "Invalid Credential");

export const notAuthorized = (type: string): PanosError =>
  httpFailure(403, "Forbidden", `Type [${type}] not authorized for user role.`);

export const badRequest = (message: string): PanosError => httpFailure(400, "Bad Request", message);

export const malformedXml = (): PanosError => failure(18, "Malformed XML");
