import { UPLOAD } from "../../../core/contracts/aws/function-environment";

/** A PCE and the secret with its API key, as texts of the engine, which are passed on without being read. */
export interface PceTexts<Text> {
  readonly host: Text;
  readonly port: Text;
  readonly orgId: Text;
  readonly secretArn: Text;
  /** Of a proxy for the calls to the PCE; without one, they are made directly. */
  readonly proxyUrl?: Text | undefined;
}

/** Environment variables by which a function finds its PCE. */
export function pceVariables<Text>(pce: PceTexts<Text>): Record<string, Text> {
  const { host, port, orgId, secretArn, proxyUrl } = pce;
  return {
    [UPLOAD.pceHost]: host,
    [UPLOAD.pcePort]: port,
    [UPLOAD.pceOrgId]: orgId,
    [UPLOAD.pceSecretArn]: secretArn,
    ...(proxyUrl === undefined ? {} : { [UPLOAD.proxyUrl]: proxyUrl }),
  };
}
