/**
 * The pairing script for Linux, as the simulator serves it: POSIX sh with curl, which trusts what the machine trusts and
 * honours CURL_CA_BUNDLE. It stands in for the installer of a real VEN: same arguments, log and control tool, and nothing
 * that runs afterwards.
 *
 * The host's name is what `/etc/hostname` says, its addresses what `/etc/illumio-sandbox/interfaces` says (lines like
 * `eth0 10.0.0.4`); where a file is missing, `hostname` and `hostname -I` are asked.
 */
export const PAIR_SH = String.raw`#!/bin/sh
# Pairs this host with the simulated PCE that served this script.
# Exit codes: 0 the host is paired (also when it was before), 1 refused by the PCE or not installable,
# 2 wrong arguments, 3 the PCE was not reached.
set -u
umask 022

log_file=/var/log/illumio_install.log
control=/opt/illumio_ven/illumio-ven-ctl
folder=/opt/illumio_ven
data=/opt/illumio_ven_data

usage() {
  echo "pair.sh: $1" >&2
  echo "usage: pair.sh --management-server HOST:PORT --activation-code CODE" >&2
  exit 2
}

log() {
  echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) $1" >>"$log_file"
}

fail() {
  log "$2"
  echo "pair.sh: $2" >&2
  exit "$1"
}

server=
code=
while [ $# -gt 0 ]; do
  case "$1" in
    --management-server | --activation-code)
      [ $# -ge 2 ] || usage "$1 needs a value"
      if [ "$1" = --management-server ]; then server=$2; else code=$2; fi
      shift 2
      ;;
    *) usage "an argument is not known" ;;
  esac
done
case "$server" in
  '') usage "--management-server is missing" ;;
  *[!A-Za-z0-9.:_-]*) usage "--management-server must be HOST:PORT" ;;
  *:[0-9]*) ;;
  *) usage "--management-server must be HOST:PORT" ;;
esac
case "$code" in
  '') usage "--activation-code is missing" ;;
  *[!A-Za-z0-9]*) usage "--activation-code has characters that no activation code has" ;;
esac

mkdir -p /var/log || exit 1
: >>"$log_file" || exit 1
log "pairing with $server"
if [ -x "$control" ] && "$control" status >>"$log_file" 2>&1; then
  log "already paired"
  echo "The VEN is already paired."
  exit 0
fi
command -v curl >/dev/null 2>&1 || fail 1 "curl is not installed, the PCE cannot be called"

if [ -r /etc/hostname ]; then name=$(head -n 1 /etc/hostname); else name=$(hostname); fi
case "$name" in
  '' | *[!A-Za-z0-9._-]*) fail 1 "the host name '$name' cannot be reported, it must consist of letters, digits, dots and hyphens" ;;
esac

interface_lines() {
  if [ -r /etc/illumio-sandbox/interfaces ]; then
    cat /etc/illumio-sandbox/interfaces
    return
  fi
  number=0
  for address in $(hostname -I); do
    echo "eth$number $address"
    number=$((number + 1))
  done
}

interfaces_as_json() {
  separator=
  interface_lines | while read -r interface address rest; do
    [ -n "$interface" ] || continue
    printf '%s{"name":"%s","address":"%s"}' "$separator" "$interface" "$address"
    separator=,
  done
}

if interface_lines | grep -q '[^A-Za-z0-9._: -]'; then
  fail 1 "the list of interfaces has characters that no interface and no address has"
fi

mkdir -p "$folder" "$data" || fail 1 "the folders of the VEN cannot be made"
cat >"$control" <<'TOOL' || fail 1 "the control tool of the VEN cannot be written"
#!/bin/sh
# Control tool of a simulated VEN: it knows whether the host was paired, and nothing runs.
if [ "$*" != status ]; then
  echo "usage: illumio-ven-ctl status" >&2
  exit 2
fi
if [ -f /opt/illumio_ven_data/activation ]; then
  echo "illumio-ven is running (simulated)"
  cat /opt/illumio_ven_data/activation
  exit 0
fi
echo "illumio-ven is installed and not activated"
exit 1
TOOL
chmod 755 "$control" || fail 1 "the control tool of the VEN cannot be made executable"
log "installed $control"

status=$(
  printf '{"activation_code":"%s","hostname":"%s","interfaces":[%s],"os_id":"linux","os_detail":"%s"}' \
    "$code" "$name" "$(interfaces_as_json)" "$(uname -sr | tr -cd 'A-Za-z0-9._ -')" |
    curl --silent --show-error --proto '=https' --connect-timeout 10 --max-time 60 \
      --header 'Content-Type: application/json' --data-binary @- \
      --output "$data/answer" --write-out '%{http_code}' \
      "https://$server/api/v18/agents/activate" 2>"$data/problem"
) || fail 3 "the PCE at $server was not reached: $(tr '\n' ' ' <"$data/problem")"
if [ "$status" != 201 ]; then
  reason=$(sed -n 's/^\[{"token":"\([^"]*\)","message":"\(\([^"\\]\|\\.\)*\)".*/\1: \2/p' "$data/answer")
  fail 1 "the PCE refused to pair this host (HTTP $status): $reason"
fi
mv "$data/answer" "$data/activation" || fail 1 "the result of the activation cannot be kept"
rm -f "$data/problem"
log "activated"
echo "The VEN is paired with $server."
`;
