import { windowsScript } from "../../../../core/onboarding/ven-script";

const values = {
  pce: { host: "pce.example.com", port: 8443 },
  profileId: "12",
  nonce: "nonce-0001",
  form: "managed",
} as const;

test("the script for Windows takes the code as its parameter, forces TLS 1.2 and runs the script of the PCE", () => {
  const text = windowsScript(values);
  expect(text).toMatch(
    /^#[^\n]*\nparam\(\[string\]\$ILLUMIO_ACTIVATION_CODE = '', \[string\]\$ILLUMIO_IAC_NONCE = ''\)\n/,
  );
  expect(text).toContain("[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12\n");
  expect(text).toContain(
    "$url = 'https://pce.example.com:8443/api/v18/software/ven/image?pair_script=pair.ps1&profile_id=12'\n",
  );
  // A policy of the domain makes it fail, and may allow the script all the same.
  expect(text).toContain("try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force }\ncatch {");
  expect(text).toContain("& $script -management-server $pce -activation-code $code ");
});

test("an error that nothing else catches ends the script for Windows with its last line", () => {
  expect(windowsScript(values)).toContain('\ntrap { Stop-Here 1 "The script broke off: ');
});

test("the action form ends with 0, because Azure loses the output of a script that does not", () => {
  expect(windowsScript(values)).toContain("\n  exit $exitCode\n");
  expect(windowsScript({ ...values, form: "action" })).toContain("\n  exit 0\n");
});

test("brackets and quotes of the script come in pairs", () => {
  const text = windowsScript({ ...values, caCertificate: "it's\u2019s", proxyUrl: "http://proxy:3128" });
  const bare = text
    .replace(/@'\n[\s\S]*?\n'@/g, "")
    .replace(/^#.*$/gm, "")
    .replace(/'(?:[^'\u2018\u2019\u201a\u201b]|''|[\u2018\u2019\u201a\u201b]{2})*'/g, "''");
  const open: string[] = [];
  for (const [character] of bare.matchAll(/[(){}[\]]/g))
    if ("({[".includes(character)) open.push(character);
    else expect(`${open.pop()}${character}`).toMatch(/^(\(\)|\{\}|\[\])$/);
  expect(open).toEqual([]);
  expect(bare).not.toMatch(/[\u2018\u2019]/);
});
