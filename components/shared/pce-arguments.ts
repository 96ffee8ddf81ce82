import { byDefault, port, required, wholeNumber } from "../../core/checks";
import { pceHost } from "../../core/checks/pce-host";

/** What the block `pce` of a component's arguments has in every cloud; each cloud adds where the API key is kept. */
export const PCE_ADDRESS_ARGUMENTS = {
  host: required(pceHost()),
  /** By default the port of a PCE on premises. */
  port: byDefault(port(), 8443),
  orgId: required(wholeNumber(1, 999_999_999)),
};
