import { PCE_ADDRESS } from "../../core/contracts/function-environment";

/** A PCE as texts of the engine, which are passed on without being read. */
export interface PceAddressTexts<Text> {
  readonly host: Text;
  readonly port: Text;
  readonly orgId: Text;
  /** Of a proxy for the calls to the PCE; without one, they are made directly. */
  readonly proxyUrl?: Text | undefined;
}

/** Environment variables by which a function of any cloud finds its PCE. */
export function pceAddressVariables<Text>(pce: PceAddressTexts<Text>): Record<string, Text> {
  const { host, port, orgId, proxyUrl } = pce;
  return {
    [PCE_ADDRESS.pceHost]: host,
    [PCE_ADDRESS.pcePort]: port,
    [PCE_ADDRESS.pceOrgId]: orgId,
    ...(proxyUrl === undefined ? {} : { [PCE_ADDRESS.proxyUrl]: proxyUrl }),
  };
}
