import { createHash } from "node:crypto";
import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { placeVm } from "../../../../sandbox/azure/compute/place-vm";
import { describeNeeding } from "../../../support/needs";
import { type Call, startWithCall } from "../../pce/pce-call";

describeNeeding("curl", "a machine that pairs with the simulated PCE", () => {
  let world: Awaited<ReturnType<typeof startWithCall>>;
  let call: Call;
  let azure: AzureCloud;
  beforeEach(async () => {
    world = await startWithCall({ seed: 3 });
    call = world.call;
    azure = await startAzureCloud();
  });
  afterEach(async () => {
    await azure.close();
    await world.close();
  });

  const activationCode = async (): Promise<string> => {
    const { href } = (await call("POST", "/orgs/1/pairing_profiles", { body: { enabled: true } })).json;
    return (await call("POST", `${href}/pairing_key`, { body: {} })).json.activation_code;
  };
  const server = () => `127.0.0.1:${world.pce.port}`;
  const workloads = async () => (await call("GET", "/orgs/1/workloads")).json;
  const runOn = async (id: string, name: string, script: string, code: string) => {
    await azure.manager.put(
      `${id}/runCommands/${name}`,
      {
        location: "westeurope",
        properties: {
          source: { script },
          timeoutInSeconds: 60,
          protectedParameters: [{ name: "ACT", value: code }],
        },
      },
      "azure",
    );
    await azure.clock.advance(0);
    const view = azure.manager.view(azure.resources.get(`${id}/runCommands/${name}`)!, "instanceView");
    return view.properties["instanceView"] as { exitCode: number; output: string; error: string };
  };
  const linux = (more = "") => `#!/bin/sh
set -eu
mkdir -p /opt/illumio_ven_data/tmp
cd /opt/illumio_ven_data/tmp
curl -fsS -o pair.sh "https://${server()}/api/v18/software/ven/image?pair_script=pair.sh&profile_id=1"
${more}
chmod +x pair.sh
./pair.sh --management-server ${server()} --activation-code "$ACT"
/opt/illumio_ven/illumio-ven-ctl status`;

  test("with Linux runs the served script in its own folders, once", async () => {
    azure.machines.trust(world.pce.caCertificate);
    const id = await placeVm(azure, {
      name: "web-1",
      computerName: "web1",
      resourceGroup: "rg",
      addresses: ["10.0.0.4", "fd00::4"],
    });
    const first = await runOn(id, "pair", linux(), await activationCode());
    expect(first).toMatchObject({ exitCode: 0, error: "", output: expect.stringContaining("is paired") });
    expect(await workloads()).toMatchObject([
      {
        hostname: "web1",
        managed: true,
        interfaces: [
          { name: "eth0", address: "10.0.0.4" },
          { name: "eth0", address: "fd00::4" },
        ],
      },
    ]);
    expect(await runOn(id, "again", linux(), "unknown")).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("already paired"),
    });
    expect(await workloads()).toHaveLength(1);
  });

  test("with Linux sees the checksum of the script as it was served, also when it is read from a pipe", async () => {
    azure.machines.trust(world.pce.caCertificate);
    const id = await placeVm(azure, { name: "web-1", resourceGroup: "rg" });
    const served = (
      await call("GET", "/software/ven/image?pair_script=pair.sh&profile_id=1", { authorization: "" })
    ).text;
    const sum = createHash("sha256").update(served).digest("hex");
    const script = linux("sha256sum pair.sh; sha256sum < pair.sh; printf abc | sha256sum");
    const { output } = await runOn(id, "pair", script, await activationCode());
    expect(output.split("\n").slice(0, 3)).toEqual([
      `${sum}  pair.sh`,
      `${sum}  -`,
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -",
    ]);
  });

  test("with Linux and a script from a pipe stays in its folders too", async () => {
    azure.machines.trust(world.pce.caCertificate);
    const id = await placeVm(azure, { name: "web-1", resourceGroup: "rg" });
    const script = `curl -fsS "https://${server()}/api/v18/software/ven/image?pair_script=pair.sh&profile_id=1" |
  sh -s -- --management-server ${server()} --activation-code "$ACT"`;
    expect(await runOn(id, "pair", script, await activationCode())).toMatchObject({ exitCode: 0 });
    expect(await workloads()).toHaveLength(1);
  });

  test("with Linux does not trust a PCE that nobody told it to trust", async () => {
    const id = await placeVm(azure, { name: "web-1", resourceGroup: "rg" });
    expect(await runOn(id, "pair", linux(), await activationCode())).toMatchObject({
      exitCode: 60,
      error: expect.stringContaining("certificate"),
    });
    expect(await workloads()).toEqual([]);
  });

  const windows = (ca = "") => `param([string]$ACT = '')
$code = $ACT
$pce = '${server()}'
$nonce = 'abc-12345'
$authorities = '${ca}'
function Stop-Here([int]$exitCode) { [Console]::Out.WriteLine("RC=$exitCode $nonce"); exit $exitCode }
& $script -management-server $pce -activation-code $code
Stop-Here $LASTEXITCODE`;

  test("with Windows is activated by what its script says, once, with the authority in the script", async () => {
    const id = await placeVm(azure, {
      name: "win-1",
      computerName: "WIN1",
      os: "Windows",
      resourceGroup: "rg",
    });
    const code = await activationCode();
    expect(await runOn(id, "untrusted", windows(), code)).toMatchObject({
      exitCode: 1,
      output: "RC=1 abc-12345",
    });
    const ca = world.pce.caCertificate;
    expect(await runOn(id, "refused", windows(ca), "unknown")).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining("HTTP 406"),
    });
    expect(await runOn(id, "pair", windows(ca), code)).toMatchObject({
      exitCode: 0,
      output: `The VEN is paired with ${server()}.\r\nRC=0 abc-12345\r\n`,
    });
    expect(await workloads()).toMatchObject([
      { hostname: "WIN1", os_id: "windows", managed: true, interfaces: [{ name: "eth0" }] },
    ]);
    expect(await runOn(id, "again", windows(ca), code)).toMatchObject({
      output: expect.stringContaining("already paired"),
    });
    expect(await workloads()).toHaveLength(1);
  });
});
