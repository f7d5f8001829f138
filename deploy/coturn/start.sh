#!/bin/sh
# Adds what may not be in a file of the repository: the shared secret, and the only addresses that may be relayed to.
set -eu
: "${TURN_SECRET:?}" "${TURN_PEERS:?}"
config=/run/coturn/turnserver.conf
umask 077
cat /etc/coturn/turnserver.conf > "$config"
printf 'static-auth-secret=%s\n' "$TURN_SECRET" >> "$config"
printf '%s\n' "$TURN_PEERS" | tr ',' '\n' | while read -r address; do
    printf 'allowed-peer-ip=%s\n' "$address" >> "$config"
done
exec turnserver -c "$config"
