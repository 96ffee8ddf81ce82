/**
 * The pairing script for Windows, as the simulator serves it. Nobody runs it here: simulated machines with Windows are
 * paired by what they are told to do, and the tests only look at its text.
 */
export const PAIR_PS1 = String.raw`# Pairs this host with the simulated PCE that served this script.
param(
  [Parameter(Mandatory = $true)][Alias("management-server")][string]$ManagementServer,
  [Parameter(Mandatory = $true)][Alias("activation-code")][string]$ActivationCode
)
$ErrorActionPreference = "Stop"
$folder = "C:\Program Files\Illumio"
$data = "C:\ProgramData\Illumio"
$control = "$folder\illumio-ven-ctl.ps1"
$log = "$env:windir\temp\illumio.log"

function Write-Log([string]$Text) { Add-Content -Path $log -Value "$(Get-Date -Format o) $Text" }

if (Test-Path "$data\activation.json") {
  Write-Log "already paired"
  Write-Output "The VEN is already paired."
  exit 0
}
New-Item -ItemType Directory -Force -Path $folder, $data | Out-Null
Set-Content -Path $control -Value @'
# Control tool of a simulated VEN: it knows whether the host was paired, and nothing runs.
if ("$args" -ne "status") { Write-Error "usage: illumio-ven-ctl.ps1 status"; exit 2 }
if (Test-Path "C:\ProgramData\Illumio\activation.json") { Write-Output "illumio-ven is running (simulated)"; exit 0 }
Write-Output "illumio-ven is installed and not activated"
exit 1
'@
$interfaces = @(Get-NetIPAddress |
  Where-Object { $_.IPAddress -notmatch "^(127\.|::1$|fe80:)" } |
  ForEach-Object { @{ name = $_.InterfaceAlias; address = $_.IPAddress } })
$body = @{
  activation_code = $ActivationCode
  hostname        = [System.Net.Dns]::GetHostName()
  interfaces      = $interfaces
  os_id           = "windows"
} | ConvertTo-Json -Depth 4
try {
  $answer = Invoke-RestMethod -Method Post -Uri "https://$ManagementServer/api/v18/agents/activate" -ContentType "application/json" -Body $body
} catch {
  Write-Log "the PCE did not pair this host: $_"
  Write-Error -ErrorAction Continue "pair.ps1: the PCE did not pair this host: $_"
  exit 1
}
$answer | ConvertTo-Json | Set-Content -Path "$data\activation.json"
Write-Log "activated"
Write-Output "The VEN is paired with $ManagementServer."
`;
