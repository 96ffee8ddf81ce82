import { canonicalAddress } from "../../../core/addresses/ip-address";

const ENDS = "([^,]+),([^,]+),([0-9]*),([0-9]*)";
const VNET = new RegExp(
  `^(?:[0-9]{10}|[0-9]{13}),${ENDS},([0-9]+),[IO],([BCED]),([^,]*),[^,]*,[^,]*,[^,]*,[^,]*$`,
  "s",
);
const NSG = new RegExp(
  `^[0-9]{10},${ENDS},([TU]),[IO],(?:A|D(?=,[BCED],)|D$|A$)(?:,[BCED],[^,]*,[^,]*,[^,]*,[^,]*)?$`,
  "s",
);
const DROPPED = ["NX_SW_NOT_READY", "NX_NOT_ACCEPTED", "NX_NOT_SUPPORTED"];
const WITH_PORTS = [6, 17, 33, 132, 136];

/**
 * The flow of a tuple, read in the plain way.
 *
 * @returns `client,server,port,protocol`; undefined when it is denied or cannot be read
 */
export function plainFlow(tuple: unknown): string | undefined {
  if (typeof tuple !== "string") return undefined;
  const vnet = VNET.exec(tuple);
  const nsg = NSG.exec(tuple);
  const [, source = "", destination = "", sourcePort = "", port = "", protocol = ""] = vnet ?? nsg ?? [];
  const [client, server] = [canonicalAddress(source), canonicalAddress(destination)];
  const number = protocol === "T" ? 6 : protocol === "U" ? 17 : Number(protocol);
  const isDenied = vnet ? vnet[6] === "D" || DROPPED.includes(vnet[7]!) : isDeniedNsg(tuple);
  if ((vnet ?? nsg) === null || client === undefined || server === undefined || isDenied) return undefined;
  if (client.includes(":") !== server.includes(":") || number > 255) return undefined;
  if (Number(sourcePort) > 65_535 || Number(port) > 65_535) return undefined;
  if ((sourcePort === "" || port === "") && WITH_PORTS.includes(number)) return undefined;
  return `${client},${server},${Number(port)},${number}`;
}

function isDeniedNsg(tuple: string): boolean {
  const [decision, state] = tuple.split(",").slice(7);
  return decision === "D" || state === "D";
}
