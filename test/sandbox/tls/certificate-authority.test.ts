import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { closeServer, listenOnLoopback } from "../../../sandbox/http/server";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";
import { describeNeeding } from "../../support/needs";
import { findPythons } from "../../support/python";

const run = promisify(execFile);

describe("the certificate authority of the sandbox", () => {
  const authority = new CertificateAuthority();
  const issued = authority.issue(["127.0.0.1", "localhost"]);
  let folder: string;
  let ca: string;
  let server: Server;
  let port: number;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-tls-"));
    ca = path.join(folder, "ca.pem");
    writeFileSync(ca, authority.certificate);
    writeFileSync(path.join(folder, "server.pem"), issued.certificate);
    server = createServer({ cert: issued.certificate, key: issued.privateKey }, (_, response) =>
      response.end("hello"),
    );
    port = await listenOnLoopback(server);
  });
  afterAll(async () => {
    await closeServer(server);
    rmSync(folder, { recursive: true });
  });

  const handshake = (trusted: string, host = "127.0.0.1") =>
    new Promise<string>((resolve) => {
      const socket = connect({ host, port, ca: trusted, servername: host === "localhost" ? host : "" });
      socket.once("secureConnect", () => resolve("accepted"));
      socket.once("error", (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message));
      socket.once("secureConnect", () => socket.destroy());
    });

  test("is accepted by Node, by address and by name", async () => {
    await expect(handshake(authority.certificate)).resolves.toBe("accepted");
    await expect(handshake(authority.certificate, "localhost")).resolves.toBe("accepted");
  });

  test("is not accepted by a client that trusts another one", async () => {
    await expect(handshake(new CertificateAuthority().certificate)).resolves.not.toBe("accepted");
  });

  describeNeeding("openssl", "seen by OpenSSL", () => {
    test("passes the strict checks of RFC 5280", async () => {
      const leaf = path.join(folder, "server.pem");
      const args = [
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-verify_ip",
        "127.0.0.1",
        "-CAfile",
        ca,
        leaf,
      ];
      const { stdout } = await run("openssl", args);
      expect(stdout.trim()).toBe(`${leaf}: OK`);
    });
  });

  describeNeeding("python", "seen by Python", () => {
    const pythons = findPythons();
    test.each(pythons.length > 0 ? pythons : [{ command: "python3", version: "3" }])(
      "is accepted by Python $version",
      async ({ command }) => {
        const program = [
          "import ssl, sys, urllib.request",
          "context = ssl.create_default_context(cafile=sys.argv[1])",
          "context.verify_flags |= getattr(ssl, 'VERIFY_X509_STRICT', 0)",
          "print(urllib.request.urlopen(sys.argv[2], context=context).read().decode())",
        ].join("\n");
        const { stdout } = await run(command, ["-c", program, ca, `https://127.0.0.1:${port}/`], {
          env: { PATH: process.env["PATH"], no_proxy: "*" },
        });
        expect(stdout.trim()).toBe("hello");
      },
    );
  });

  describeNeeding("go", "seen by Go", () => {
    test("is accepted by Go", async () => {
      const program = path.join(folder, "main.go");
      writeFileSync(program, GO_PROGRAM);
      const { stdout } = await run("go", ["run", program, ca, `https://127.0.0.1:${port}/`], {
        env: { ...process.env, GO111MODULE: "off", GOFLAGS: "", CGO_ENABLED: "0" },
      });
      expect(stdout.trim()).toBe("hello");
    }, 600_000);
  });
});

const GO_PROGRAM = `package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	pem, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	answer, err := client.Get(os.Args[2])
	if err != nil {
		panic(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(body))
}
`;
