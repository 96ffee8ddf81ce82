import { PanosClient } from "../../../../clients/panos";
import { TableIndex } from "../../../../core/dag";
import { startAnsweringServer } from "../answering-server";
import { type FuzzTarget, mustHold } from "../fuzz-target";

const ENTRY = `<entry ip="10.1.4.20" from_agent="0" persistent="1"><tag><member timeout="60">web</member><member>web.rev.0123456789abcdef.00000000</member></tag></entry>`;
const ok = (result: string) => `<response status="success"><result>${result}</result></response>`;

/** The result of each method of the client for an answer of a firewall. */
export const panosAnswers: FuzzTarget = {
  name: "panos-answers",
  seeds: [
    ok(`${ENTRY}${ENTRY.replace("4.20", "4.21")}<count>2</count>`),
    ok(
      "<system><hostname>fw1</hostname><model>PA-440</model><vm-license>VM-100</vm-license><serial>1</serial></system>",
    ),
    ok("<enabled>yes</enabled><group><local-info><state>active</state></local-info></group>"),
    ok("<job>12</job>"),
    ok(`<job><status>FIN</status><result>OK</result><details><line>done</line></details></job>`),
    ok(
      `<job><status>FIN</status><result>FAIL</result><devices><entry><serial-no>1</serial-no><result>FAIL</result><details><msg><errors><line>bad</line></errors></msg></details></entry></devices></job>`,
    ),
    ok(
      `<entry name="web"><dynamic><filter>'web'</filter></dynamic><tag><member>a</member></tag><description>x</description></entry>`,
    ),
    `<response status="error" code="16"><msg><line>Unauthorized request</line></msg></response>`,
    `<response status="error"><msg><line><uid-response><version>2.0</version><payload><register><entry ip="10.1.4.20" message="already exists, ignore"/></register></payload></uid-response></line></msg></response>`,
    `<?xml version="1.0"?>\n<response status="success"><result><![CDATA[text]]></result></response>`,
  ],
  words: [
    "<entry",
    "</entry>",
    "<member>",
    "<result>",
    "</result>",
    "<line>",
    'status="success"',
    'ip="',
    'timeout="',
    "<![CDATA[",
    "]]>",
    "<!--",
    "&lt;",
    "&#0;",
    "&#x110000;",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "&b;",
  ],
  weight: 0.5,
  open: async () => {
    const server = await startAnsweringServer("application/xml");
    const firewall = new PanosClient({
      hosts: [`127.0.0.1:${server.port}`],
      apiKey: "k".repeat(40),
      caCertificate: server.certificate,
    });
    const updates = [{ address: "10.1.4.20", tag: "web" }];
    const reads: (() => Promise<unknown>)[] = [
      async () => {
        const table = new TableIndex(await firewall.registeredAddresses({ vsys: "vsys1" }));
        const { own } = table.observed("web");
        for (const { timeoutInSeconds = 1 } of own.values())
          mustHold(Number.isFinite(timeoutInSeconds), () => `a timeout is ${timeoutInSeconds}`);
      },
      () => firewall.systemInfo(),
      () => firewall.updateTags({ vsys: "vsys1" }, { kind: "register", updates }),
      () => firewall.commit({ admin: "iac" }, { timeoutInSeconds: 0 }),
      () => firewall.configuration.candidate("/config/x/entry[@name='web']"),
      () => firewall.configuration.remove("/config/x/entry[@name='web']"),
    ];
    return {
      read: async (input, random) => {
        server.answer(input);
        await reads[Math.floor(random() * reads.length)]!();
      },
      close: async () => {
        await firewall.close();
        await server.close();
      },
    };
  },
};
