export { CertificateAuthority } from "../tls/certificate-authority";
export { type Random, randomUuid, seededRandom } from "./random";
export { closeServer, listenOnLoopback } from "./server";
