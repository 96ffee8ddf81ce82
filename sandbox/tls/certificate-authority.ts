import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { asn1, md, pki } from "node-forge";

export interface IssuedCertificate {
  /** PEM text. */
  readonly certificate: string;
  /** PKCS#8 PEM text. */
  readonly privateKey: string;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * A certificate authority for simulators on this machine.
 *
 * Its certificates carry the extensions that strict verifiers ask for (Python 3.13 wants key identifiers on both
 * sides), so Node, Go and Python accept them with verification on, once they are pointed at `certificate`.
 * The authority lives in memory only: nothing signed with its key outlives the process.
 */
export class CertificateAuthority {
  readonly #name = [
    { name: "commonName", value: `illumio-iac sandbox CA ${randomBytes(4).toString("hex")}` },
  ];
  readonly #privateKey: string;
  readonly #keyIdentifier: string;
  /** PEM text, to be trusted by clients. */
  readonly certificate: string;

  constructor() {
    const keys = keysOf("authority");
    const certificate = newCertificate(keys.publicKey, 365);
    certificate.setSubject(this.#name);
    certificate.setIssuer(this.#name);
    this.#keyIdentifier = certificate.generateSubjectKeyIdentifier().getBytes();
    certificate.setExtensions([
      { name: "basicConstraints", critical: true, cA: true },
      { name: "keyUsage", critical: true, keyCertSign: true, cRLSign: true },
      { name: "subjectKeyIdentifier" },
    ]);
    this.#privateKey = keys.privateKey;
    this.certificate = signed(certificate, this.#privateKey);
  }

  /** A server certificate for these names and addresses, valid for 90 days. */
  issue(hosts: readonly string[]): IssuedCertificate {
    const keys = keysOf("server");
    const certificate = newCertificate(keys.publicKey, 90);
    certificate.setSubject([{ name: "commonName", value: hosts[0] ?? "localhost" }]);
    certificate.setIssuer(this.#name);
    certificate.setExtensions([
      { name: "basicConstraints", critical: true, cA: false },
      { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectKeyIdentifier" },
      { name: "authorityKeyIdentifier", keyIdentifier: this.#keyIdentifier },
      { name: "subjectAltName", altNames: hosts.map(alternativeName) },
    ]);
    return { certificate: signed(certificate, this.#privateKey), privateKey: keys.privateKey };
  }
}

interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

const keys: { authority?: Keys; server?: Keys } = {};

/** An RSA key takes a tenth of a second to make, so all authorities of a process share one, and all servers another. */
function keysOf(owner: keyof typeof keys): Keys {
  keys[owner] ??= newKeys();
  return keys[owner];
}

function newKeys(): Keys {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

function newCertificate(publicKey: string, days: number): pki.Certificate {
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(publicKey);
  // The leading digit keeps the serial number positive and free of a leading zero.
  certificate.serialNumber = `4${randomBytes(16).toString("hex").slice(1)}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY);
  certificate.validity.notAfter = new Date(Date.now() + days * DAY);
  return certificate;
}

/** Signs with OpenSSL: the library's own arithmetic takes up to a second for each signature. */
function signed(certificate: pki.Certificate, privateKey: string): string {
  const signer = {
    sign: () => {
      const content = Buffer.from(asn1.toDer(certificate.tbsCertificate).getBytes(), "binary");
      return sign("sha256", content, privateKey).toString("binary");
    },
  };
  certificate.sign(signer as unknown as pki.rsa.PrivateKey, md.sha256.create());
  return pki.certificateToPem(certificate);
}

function alternativeName(host: string): { type: number; value?: string; ip?: string } {
  return isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host };
}
