#!/bin/sh
# Adds what may not be in a file of the repository: the shared secret, and the only addresses that may be relayed to.
set -eu
: "${TURN_SECRET:?}" "${TURN_PEERS:?}"
config=${TURN_CONFIG:-/run/coturn/turnserver.conf}
umask 077
cat "${TURN_BASE:-/etc/coturn/turnserver.conf}" > "$config"
printf 'static-auth-secret=%s\n' "$TURN_SECRET" >> "$config"
# On networks that let nothing but TLS on port 443 through.
if [ -n "${TURN_CERT:-}" ]; then
    printf 'tls-listening-port=%s\ncert=%s\npkey=%s\n' "${TURN_TLS_PORT:-5349}" "$TURN_CERT" "${TURN_KEY:?}" >> "$config"
fi
printf '%s\n' "$TURN_PEERS" | tr ',' '\n' | while read -r address; do
    printf 'allowed-peer-ip=%s\n' "$address" >> "$config"
done
exec turnserver -c "$config"
