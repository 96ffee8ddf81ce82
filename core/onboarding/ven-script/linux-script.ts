import { EXIT_CODES } from "./exit-codes";
import { shellText } from "./quoted-text";
import { RUNS_ALREADY } from "./sentinel";
import { CODE_PARAMETER, readyValues, TRIES, type VenScriptValues } from "./ven-script";

/**
 * The script that installs and pairs the agent on Linux, for any POSIX shell, run as root.
 *
 * It does what Illumio documents: it makes `/opt/illumio_ven_data/tmp` anew, downloads the pairing script there over verified
 * TLS and runs it. A machine whose agent runs is left as it is, which is a success. The activation code comes in the
 * environment and stands on no command line but that of the pairing script; where that one writes it, it is taken out. Of the
 * log only what this pairing wrote is shown, because an earlier one may have written its code there.
 *
 * UNCONFIRMED: what `illumio-ven-ctl status` writes. An agent counts as running when the text says "running" and neither "not
 * running" nor that it is stopped or not paired.
 *
 * @throws IllumioIacError for a value that cannot work
 */
export function linuxScript(values: VenScriptValues): string {
  const { pce, url, ca, proxy, checksum, nonce, pause } = readyValues(values, "pair.sh");
  const code = `\${${CODE_PARAMETER}:-${values.form === "action" ? `\${1:-}` : ""}}`;
  return `#!/bin/sh
# Installs the Illumio VEN and pairs it with its PCE.
set -u
PATH="\${PATH:-/bin}:/usr/sbin:/usr/bin:/sbin:/bin"
export PATH
umask 026
${values.form === "action" ? "exec 2>&1\n" : ""}unset code # an exported one would stay exported
code=${code}
unset ${CODE_PARAMETER}
pce=${shellText(pce)}
url=${shellText(url)}
proxy=${shellText(proxy)}
checksum=${shellText(checksum)}
nonce=${shellText(nonce)}
authorities=${shellText(ca)}
control=/opt/illumio_ven/illumio-ven-ctl
work=/opt/illumio_ven_data/tmp
log=/var/log/illumio_install.log
${FUNCTIONS}
trap 'end 143 "The script was stopped before its end."' HUP INT TERM
case $(uname -s) in
  *BSD | DragonFly | SunOS | AIX) end ${EXIT_CODES.unsupported} "This is $(uname -s), which the pairing script for Linux does not know." ;;
esac
if is_paired; then
  printf '${RUNS_ALREADY}\\n'
  end 0 ''
fi
[ -n "$code" ] || end ${EXIT_CODES.noActivationCode} 'No activation code came in ${CODE_PARAMETER}.'
rm -rf "$work" && mkdir -p "$work" || end ${EXIT_CODES.notWritable} "$work cannot be made."
ca=
if [ -n "$authorities" ]; then
  ca=$work/illumio-iac-ca.pem
  for bundle in "\${CURL_CA_BUNDLE:-}" "\${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem; do
    [ -r "$bundle" ] && cat "$bundle" && break
  done > "$ca"
  printf '\\n%s\\n' "$authorities" >> "$ca" || end ${EXIT_CODES.notWritable} "$ca cannot be written."
fi
tries=1
until fetch; do
  case $result in
    ${EXIT_CODES.noAnswer} | ${EXIT_CODES.errorAnswer}) [ "$tries" -lt ${TRIES} ] || end "$result" "$why" ;;
    *) end "$result" "$why" ;;
  esac
  tries=$((tries + 1))
  sleep ${pause}
done
first=
IFS= read -r first < "$work/pair.sh" || [ -n "$first" ] || end ${EXIT_CODES.noScript} "An empty file came from $url."
case $first in
  '<'* | ' '*'<'*) end ${EXIT_CODES.noScript} "What came from $url is no script; it begins with '$(printf '%.60s' "$first")'." ;;
esac
if [ -n "$checksum" ]; then
  found=$(sum_of "$work/pair.sh" | tr 'A-F' 'a-f')
  found=\${found%% *}
  [ -n "$found" ] || end ${EXIT_CODES.wrongChecksum} 'The machine has none of sha256sum, shasum and openssl, so the checksum cannot be computed.'
  [ "$found" = "$checksum" ] || end ${EXIT_CODES.wrongChecksum} "The pairing script has the SHA-256 $found instead of $checksum."
fi
chmod u+x "$work/pair.sh" && (umask 077 && : > "$work/illumio-iac-output") || end ${EXIT_CODES.notWritable} "$work cannot be written."
logged=0
[ ! -r "$log" ] || logged=$(($(wc -c < "$log")))
"$work/pair.sh" --management-server "$pce" --activation-code "$code" > "$work/illumio-iac-output" 2>&1 < /dev/null
result=$?
tail -n 100 "$work/illumio-iac-output" | redact | tail -c 1000
if [ -r "$log" ]; then
  [ "$(($(wc -c < "$log")))" -ge "$logged" ] || logged=0
  printf '\\nEnd of %s:\\n' "$log"
  tail -c "+$((logged + 1))" "$log" | tail -n 100 | redact | tail -c 1500
fi
[ "$result" -eq 0 ] || end ${EXIT_CODES.pairingFailed} "pair.sh ended with exit code $result."
end 0 ''
`;
}

const FUNCTIONS = `
# Ends with an exit code, for the reason that stands on stderr. The last line of the output is for who started this.
end() {
  [ -z "$2" ] || printf '%s\\n' "$2" >&2
  rm -f "$work/pair.sh" "$work/illumio-iac-ca.pem" "$work/illumio-iac-output" "$work/illumio-iac-errors"
  printf '\\nILO_RC=%s %s\\n' "$1" "$nonce"
  exit "$1"
}

is_paired() {
  [ -x "$control" ] || return 1
  limit=
  ! timeout -k 10 60 true > /dev/null 2>&1 || limit='timeout -k 10 60' # not every system has one that knows this
  said=$($limit "$control" status 2>&1 < /dev/null)
  ended=$?
  case \${limit:+$ended} in
    124 | 137) end ${EXIT_CODES.noStatus} "'$control status' did not come to its end within 60 seconds." ;;
  esac
  case $said in
    *[Nn]ot' running'* | *[Ss]topped* | *[Uu]npaired* | *[Uu]nmanaged* | *[Nn]ot' activated'*) return 1 ;;
    *[Rr]unning*) return 0 ;;
    *) return 1 ;;
  esac
}

# Takes the activation code out of lines.
redact() {
  while IFS= read -r line || [ -n "$line" ]; do
    clean=
    while :; do
      case $line in
        *"$code"*)
          clean="$clean\${line%%"$code"*}[activation code]"
          line=\${line#*"$code"}
          ;;
        *) break ;;
      esac
    done
    printf '%s\\n' "$clean$line"
  done
}

# Downloads the pairing script. Sets result and why when it fails.
fetch() {
  result=${EXIT_CODES.noAnswer}
  if command -v curl > /dev/null 2>&1; then
    set -- curl -q --silent --show-error --globoff --proto =https --tlsv1.2 --connect-timeout 20 --max-time 300
    [ -z "$ca" ] || set -- "$@" --cacert "$ca"
    [ -z "$proxy" ] || set -- "$@" --proxy "$proxy"
    status=$("$@" --output "$work/pair.sh" --write-out '%{http_code}' "$url" 2> "$work/illumio-iac-errors")
    ended=$?
    case $ended in
      0) ;;
      2) result=${EXIT_CODES.noDownloader} ;; # it is too old for these options
      51 | 60 | 77 | 83) result=${EXIT_CODES.untrusted} ;;
    esac
  elif wget --version > /dev/null 2>&1; then # that of BusyBox has none, and knows none of these options
    set -- env LC_ALL=C wget --no-verbose --server-response --tries=1 --timeout=60 --max-redirect=0 --check-certificate
    [ -z "$ca" ] || set -- "$@" --ca-certificate="$ca"
    [ -z "$proxy" ] || set -- env https_proxy="$proxy" "$@" -e use_proxy=yes
    "$@" -O "$work/pair.sh" "$url" 2> "$work/illumio-iac-errors"
    ended=$?
    status=200
    case $ended in
      5) result=${EXIT_CODES.untrusted} ;;
      6 | 8) # an answer that it does not take
        ended=0
        status=$(last_status)
        ;;
    esac
  else
    result=${EXIT_CODES.noDownloader}
    why='The machine has neither curl nor GNU wget.'
    return 1
  fi
  if [ "$ended" -ne 0 ]; then
    why="The pairing script cannot be downloaded from $url: $(first_line)"
    return 1
  fi
  why="$url was answered with $status."
  case $status in
    200) return 0 ;;
    408 | 429 | 5??) result=${EXIT_CODES.errorAnswer} ;;
    *) result=${EXIT_CODES.refused} ;;
  esac
  return 1
}

# What a download wrote first of its failure; explanations for people at a terminal follow.
first_line() {
  line=
  IFS= read -r line < "$work/illumio-iac-errors" || [ -n "$line" ] || line="exit code $ended"
  printf '%.300s' "\${line%:}"
}

# The status of the last answer whose head wget wrote down.
last_status() {
  last='an error'
  while read -r word number rest; do
    case $word in
      HTTP/*) last=$number ;;
    esac
  done < "$work/illumio-iac-errors"
  printf '%s' "$last"
}

sum_of() {
  if command -v sha256sum > /dev/null 2>&1; then
    sha256sum < "$1"
  elif command -v shasum > /dev/null 2>&1; then
    shasum -a 256 < "$1"
  elif command -v openssl > /dev/null 2>&1; then
    openssl dgst -sha256 -r < "$1"
  fi
}
`;
