/**
 * Interfaces that only pass packets on: both ends of the connection report it as well.
 *
 * @see EC2 API, NetworkInterface `interfaceType`
 */
const PASS_THROUGH_INTERFACES = [
  "nat_gateway",
  "regional_nat_gateway",
  "transit_gateway",
  "gateway_load_balancer",
  "gateway_load_balancer_endpoint",
];

/** Fields that say nothing about a flow, and in which neighbouring records nearly always agree. */
const BALLAST =
  /^(type|vpc-id|subnet-id|region|az-id|sublocation-.*|ecs-.*|.*-tag|.*-tag-2|tgw-.*|resource-id|reject-reason|encryption-status)$/;

/** How each steady field that matters is read. */
const READERS: Readonly<
  Record<string, (fields: SteadyFields, bytes: Uint8Array, at: number, end: number) => boolean>
> = {
  version: (_, bytes, at, end) => end - at <= 2 && areDigits(bytes, at, end),
  "account-id": (_, bytes, at, end) =>
    areDigits(bytes, at, end) || is(bytes, at, end, "-") || is(bytes, at, end, "unknown"),
  "interface-id": (_, bytes, at, end) =>
    is(bytes, at, end, "-") || is(bytes, at, Math.min(end, at + 4), "eni-"),
  "resource-type": (_, bytes, at, end) => is(bytes, at, Math.min(end, at + 14), "TransitGateway"),
  action: (fields, bytes, at, end) => {
    fields.rejected = is(bytes, at, end, "REJECT");
    return fields.rejected || is(bytes, at, end, "ACCEPT") || is(bytes, at, end, "-");
  },
  "log-status": (fields, bytes, at, end) => {
    fields.noData = is(bytes, at, end, "NODATA");
    fields.skipData = is(bytes, at, end, "SKIPDATA");
    fields.statusKnown = !is(bytes, at, end, "-");
    return fields.noData || fields.skipData || is(bytes, at, end, "OK") || is(bytes, at, end, "-");
  },
  "instance-id": (fields, bytes, at, end) => {
    fields.noInstance = is(bytes, at, end, "-");
    return true;
  },
  "interface-type": (fields, bytes, at, end) => {
    fields.interfaceTypeKnown = !is(bytes, at, end, "-");
    fields.passThrough = PASS_THROUGH_INTERFACES.some((type) => is(bytes, at, end, type));
    return true;
  },
};

/** Fields that hold one of few texts over many records, and what those of the current record say. */
export class SteadyFields {
  rejected: boolean = false;
  noData: boolean = false;
  skipData: boolean = false;
  /** The format has log-status, and it is not `-`. */
  statusKnown: boolean = false;
  /** `instance-id` is `-`, as on interfaces that a service made. */
  noInstance: boolean = false;
  interfaceTypeKnown: boolean = false;
  passThrough: boolean = false;

  static includes(field: string): boolean {
    return field in READERS || BALLAST.test(field);
  }

  /** Takes the text of a field. False when the field cannot hold it. */
  read(field: string, bytes: Uint8Array, at: number, end: number): boolean {
    const reader = READERS[field];
    return reader === undefined || reader(this, bytes, at, end);
  }
}

function is(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (end - at !== text.length) return false;
  for (let index = 0; index < text.length; index++)
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

function areDigits(bytes: Uint8Array, at: number, end: number): boolean {
  for (let index = at; index < end; index++) if (bytes[index]! < 48 || bytes[index]! > 57) return false;
  return true;
}
