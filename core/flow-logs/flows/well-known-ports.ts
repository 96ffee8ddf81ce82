/**
 * Ports above 1023 on which servers listen in practice: registered services and vendors' defaults. Of the ephemeral
 * ports (32768 and above) only those of gRPC and ActiveMQ.
 */
const WELL_KNOWN_PORTS: ReadonlySet<number> = new Set([
  1194, 1433, 1434, 1521, 1812, 1813, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3000, 3128, 3260, 3268, 3269,
  3306, 3389, 4317, 4318, 4789, 5000, 5044, 5060, 5061, 5222, 5432, 5439, 5601, 5671, 5672, 5900, 5985, 5986,
  6379, 6443, 6514, 7077, 7474, 7687, 8000, 8008, 8080, 8081, 8086, 8088, 8089, 8125, 8140, 8182, 8200, 8300,
  8443, 8500, 8530, 8531, 8883, 8888, 9000, 9042, 9090, 9092, 9093, 9094, 9096, 9098, 9100, 9142, 9160, 9200,
  9300, 9418, 9443, 10_050, 10_051, 10_250, 11_211, 15_672, 26_257, 27_017, 27_018, 27_019, 50_051, 61_616,
]);

export const TCP = 6;
export const UDP = 17;

/** First port that Linux draws for clients; newer Windows begins at 49152. */
export const FIRST_EPHEMERAL_PORT = 32_768;

const SERVICE_PORTS = Uint8Array.from({ length: 65_536 }, (_, port) =>
  (port > 0 && port < 1024) || WELL_KNOWN_PORTS.has(port) ? 1 : 0,
);

/** Whether servers are known to listen on a port: below 1024, where hosts draw no client ports, or in the list. */
export function isServicePort(port: number): boolean {
  return SERVICE_PORTS[port] === 1;
}

/** Protocols whose packets always have ports: TCP, UDP, DCCP, SCTP, UDP-Lite. */
export function hasPorts(protocol: number): boolean {
  return protocol === 6 || protocol === 17 || protocol === 33 || protocol === 132 || protocol === 136;
}
