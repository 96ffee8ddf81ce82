import { EXIT_CODES } from "./exit-codes";
import { powerShellText } from "./quoted-text";
import { RUNS_ALREADY } from "./sentinel";
import { CODE_PARAMETER, NONCE_PARAMETER, readyValues, TRIES, type VenScriptValues } from "./ven-script";

/**
 * The script that installs and pairs the agent on Windows, for PowerShell 5.1, run as SYSTEM. It does the same as that for
 * Linux and ends with the same exit codes.
 *
 * Not run here: no test of this package runs it on a Windows machine. Tests look at its text and at how values stand in it.
 *
 * UNCONFIRMED: what the control tool's `status` writes; that an action Run Command returns the output of a script that ends
 * with another code than 0, so that form always ends with 0.
 *
 * @throws IllumioIacError for a value that cannot work
 */
export function windowsScript(values: VenScriptValues): string {
  const { pce, url, ca, proxy, checksum, nonce, pause } = readyValues(values, "pair.ps1");
  return `# Installs the Illumio VEN and pairs it with its PCE.
param([string]$${CODE_PARAMETER} = '', [string]$${NONCE_PARAMETER} = '')
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$code = $${CODE_PARAMETER}
$pce = ${powerShellText(pce)}
$url = ${powerShellText(url)}
$proxy = ${powerShellText(proxy)}
$checksum = ${powerShellText(checksum)}
$nonce = ${powerShellText(nonce)}
$authorities = ${powerShellText(ca)}
$work = Join-Path $env:TEMP ('illumio-iac-' + [guid]::NewGuid().ToString('N'))
$script = Join-Path $work 'Pair.ps1'
${FUNCTIONS}
function Stop-Here([int]$exitCode, [string]$why) {
  if ($why -ne '') { [Console]::Error.WriteLine($why) }
  Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
  [Console]::Out.WriteLine("ILO_RC=$exitCode $nonce")
  exit ${values.form === "action" ? "0" : "$exitCode"}
}

trap { Stop-Here 1 "The script broke off: $($_.Exception.Message)" }
if ([Environment]::OSVersion.Version.Major -lt 6) { Stop-Here ${EXIT_CODES.unsupported} "This is $([Environment]::OSVersion.VersionString), which the agent does not know." }
if (Test-Paired) {
  Write-Output '${RUNS_ALREADY}'
  Stop-Here 0 ''
}
if ($code -eq '') { Stop-Here ${EXIT_CODES.noActivationCode} 'No activation code came in ${CODE_PARAMETER}.' }
try { New-Item -ItemType Directory -Path $work -Force | Out-Null }
catch { Stop-Here ${EXIT_CODES.notWritable} "$work cannot be made: $($_.Exception.Message)" }
try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force }
catch { Write-Output "The execution policy of the machine stays: $($_.Exception.Message)" }
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
if ($authorities -ne '') { Add-Authorities $authorities }
for ($try = 1; ; $try++) {
  $failure = Get-Script
  if ($null -eq $failure) { break }
  if ($failure.Code -notin ${EXIT_CODES.noAnswer}, ${EXIT_CODES.errorAnswer} -or $try -ge ${TRIES}) { Stop-Here $failure.Code $failure.Why }
  Start-Sleep -Seconds ${pause}
}
$first = (Get-Content -LiteralPath $script -TotalCount 1) -as [string]
if ([string]::IsNullOrEmpty($first)) { Stop-Here ${EXIT_CODES.noScript} "An empty file came from $url." }
if ($first.TrimStart().StartsWith('<') -and -not $first.TrimStart().StartsWith('<#')) {
  Stop-Here ${EXIT_CODES.noScript} "What came from $url is no script; it begins with '$($first.Substring(0, [Math]::Min(60, $first.Length)))'."
}
if ($checksum -ne '') {
  $found = (Get-FileHash -LiteralPath $script -Algorithm SHA256).Hash.ToLowerInvariant()
  if ($found -ne $checksum) { Stop-Here ${EXIT_CODES.wrongChecksum} "The pairing script has the SHA-256 $found instead of $checksum." }
}
$global:LASTEXITCODE = 0
$ErrorActionPreference = 'Continue'
try { $written = (& $script -management-server $pce -activation-code $code *>&1 | Out-String); $result = $LASTEXITCODE }
catch { $written = $_.Exception.Message; $result = 1 }
$written = $written.Replace($code, '[activation code]')
Write-Output $written.Substring([Math]::Max(0, $written.Length - 2500))
if ($result -ne 0) { Stop-Here ${EXIT_CODES.pairingFailed} "Pair.ps1 ended with exit code $result." }
Stop-Here 0 ''
`;
}

const FUNCTIONS = `
function Test-Paired {
  $folder = Join-Path $env:ProgramFiles 'Illumio'
  foreach ($name in 'illumio-ven-ctl.ps1', 'illumio-ven-ctl.exe') {
    $control = Join-Path $folder $name
    if (-not (Test-Path -LiteralPath $control)) { continue }
    try { $status = (& $control status 2>&1 | Out-String) } catch { continue }
    if ($status -match 'not running|stopped|unpaired|unmanaged|not activated') { continue }
    if ($status -match 'running') { return $true }
  }
  return $false
}

# Trusts certificates in PEM for this process, besides those of the machine. The name has to match all the same.
function Add-Authorities([string]$pem) {
  Add-Type -TypeDefinition @'
using System;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
public static class IllumioIacAuthorities {
  public static X509Certificate2Collection All = new X509Certificate2Collection();
  public static void Use() { System.Net.ServicePointManager.ServerCertificateValidationCallback = Check; }
  static bool Check(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors) {
    if (errors == SslPolicyErrors.None) return true;
    if (errors != SslPolicyErrors.RemoteCertificateChainErrors) return false;
    using (var own = new X509Chain()) {
      own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
      own.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
      own.ChainPolicy.ExtraStore.AddRange(All);
      foreach (var element in chain.ChainElements) own.ChainPolicy.ExtraStore.Add(element.Certificate);
      if (!own.Build(new X509Certificate2(certificate))) return false;
      var last = own.ChainElements[own.ChainElements.Count - 1].Certificate;
      return All.Cast<X509Certificate2>().Any(one => one.RawData.SequenceEqual(last.RawData));
    }
  }
}
'@
  foreach ($match in [regex]::Matches($pem, '-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----')) {
    $bytes = [Convert]::FromBase64String(($match.Groups[1].Value -replace '\\s', ''))
    [void][IllumioIacAuthorities]::All.Add((New-Object Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @(, $bytes)))
  }
  [IllumioIacAuthorities]::Use()
}

# Downloads the pairing script. Says why when it fails.
function Get-Script {
  $client = New-Object Net.WebClient
  try {
    if ($proxy -ne '') { $client.Proxy = New-Object Net.WebProxy $proxy }
    $client.DownloadFile($url, $script)
    return $null
  }
  catch [Net.WebException] {
    $why = "The pairing script cannot be downloaded from \${url}: $($_.Exception.Message)"
    $status = [int]($_.Exception.Response.StatusCode)
    if ($_.Exception.Status -eq [Net.WebExceptionStatus]::TrustFailure) { return @{ Code = ${EXIT_CODES.untrusted}; Why = $why } }
    if ($status -eq 0) { return @{ Code = ${EXIT_CODES.noAnswer}; Why = $why } }
    if ($status -lt 500 -and $status -ne 408 -and $status -ne 429) { return @{ Code = ${EXIT_CODES.refused}; Why = $why } }
    return @{ Code = ${EXIT_CODES.errorAnswer}; Why = $why }
  }
  finally { $client.Dispose() }
}
`;
