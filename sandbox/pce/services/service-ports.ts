import { type Check, closed, integer, list, nullable, text } from "../schema";

export interface ServicePort {
  readonly proto: number;
  readonly port?: number;
  readonly to_port?: number;
  readonly icmp_type?: number;
  readonly icmp_code?: number;
}

export const portNumber = integer(0, 65_535);
const icmp = nullable(integer(0, 255));

/** `-1` means every protocol. */
const servicePort = closed(
  { proto: integer(-1, 255), port: portNumber, to_port: portNumber, icmp_type: icmp, icmp_code: icmp },
  ["proto"],
);

export const servicePorts: Check = list(orderedPorts(servicePort), { min: 1 });

const nullableText = nullable(text());

const windowsService = closed({
  service_name: nullableText,
  process_name: nullableText,
  port: portNumber,
  to_port: portNumber,
  proto: nullable(integer(-1, 255)),
  icmp_type: icmp,
  icmp_code: icmp,
});

export const windowsServices: Check = list(orderedPorts(windowsService), { min: 1 });

export const windowsEgressServices: Check = list(
  closed({ service_name: nullableText, process_name: nullableText }),
);

/** Adds that the last port of a range is not before its first one. */
export function orderedPorts(check: Check): Check {
  return (value, path) => {
    const problems = check(value, path);
    if (problems.length > 0) return problems;
    const { port, to_port: toPort } = value as { port?: number; to_port?: number };
    if (toPort === undefined || (port !== undefined && toPort >= port)) return [];
    return [
      `The property '${path}' has a to_port ${toPort} that is no port after ${port ?? "a missing port"}`,
    ];
  };
}

/** Whether one of the ports is the number, or a range with it. */
export function hasPort(ports: readonly Partial<ServicePort>[], wanted: number): boolean {
  return ports.some(
    ({ port, to_port: toPort }) => port !== undefined && port <= wanted && wanted <= (toPort ?? port),
  );
}
