import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { nsgRecord, vnetRecord } from "../core/flow-logs/azure/blocks";
import { illumioIac } from "./in-process-command";

const folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-azure-"));
afterAll(() => rmSync(folder, { recursive: true }));

const VNET =
  "container/flowLogResourceID=/S_NETWORKWATCHERRG/NETWORKWATCHER_EASTUS_FL1/y=2026/m=11/d=23/h=07/m=00";
const NSG = "container/resourceId=/SUBSCRIPTIONS/S/NETWORKSECURITYGROUPS/N1/y=2026/m=11/d=23/h=08/m=00";
const AWS = "version srcaddr dstaddr srcport dstport protocol tcp-flags action\n";

function file(name: string, content: string | Uint8Array): string {
  const where = path.join(folder, name);
  mkdirSync(path.dirname(where), { recursive: true });
  writeFileSync(where, content);
  return where;
}

function blob(...records: object[]): string {
  return JSON.stringify({ records });
}

const flows = (...args: string[]) => illumioIac(["flows", ...args], { env: { PATH: process.env["PATH"] } });

test("flows reads a folder as it is downloaded from a storage account, with files of AWS in it", async () => {
  const begun = "1795417261001,10.0.0.4,10.0.1.7,51544,443,6,O,B,NX,0,0,0,0";
  const denied = "1795417263100,198.51.100.9,10.0.0.4,40112,22,6,I,D,NX,0,0,0,0";
  file(`${VNET}/macAddress=0022480A0B0C/PT1H.json`, blob(vnetRecord([begun, denied])));
  const atServer = begun.replace(",O,B,", ",I,E,");
  file(`${VNET}/macAddress=0022480A0B0D/PT1H.json.gz`, gzipSync(blob(vnetRecord([atServer]))));
  const open = file(
    `${NSG}/macAddress=0022480A0B0C/PT1H.json`,
    blob(nsgRecord(["1795417261,10.0.0.4,10.0.1.8,51544,80,T,O,A,B,,,,"], 2)).slice(0, -2),
  );
  file("container/aws.log", `${AWS}3 10.1.4.20 10.1.9.31 51544 5432 6 2 ACCEPT\n`);
  expect(await flows(path.join(folder, "container"))).toEqual({
    code: 0,
    out: "10.0.0.4,10.0.1.7,443,6\n10.0.0.4,10.0.1.8,80,6\n10.1.4.20,10.1.9.31,5432,6\n",
    err: `files: 4
without their end, read to the last whole record: 1
  ${open}
records: 5
flows: 3
skipped: denied 1
unreadable: none
states: begin 2, denied 1, ended 1
direction by: tcp-flags 1, stated 3
`,
  });
});

test("JSON that is broken before it tells what it is is no matter of CloudWatch Logs", async () => {
  const broken = file("broken/PT1H.json", '{"records":[{"time":"2026-11-23T07:00:00Z","macAddress":"00');
  const { code, err } = await flows(broken);
  expect(code).toBe(1);
  expect(err).toContain("Give the whole file, as it was downloaded or printed.");
  expect(err).not.toContain("CloudWatch");
});

test("flows counts a record that was cut, and says so of a single file", async () => {
  const records = [1, 2].map((last) =>
    vnetRecord([`1795417261001,10.0.0.${last},10.0.1.7,51544,443,6,O,C,NX,1,66,1,66`]),
  );
  const cut = file("cut/PT1H.json", blob(...records).slice(0, -9));
  const { code, out, err } = await flows(cut);
  expect({ code, out }).toEqual({ code: 0, out: "10.0.0.1,10.0.1.7,443,6\n" });
  expect(err).toContain(`without their end, read to the last whole record: 1\n  ${cut}\n`);
  expect(err).toContain("unreadable: cut-record 1\n");
});
