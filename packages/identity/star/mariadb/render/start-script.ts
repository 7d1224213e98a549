import { pathsOf } from "./layout.ts";
import type { HostLayout } from "./types.ts";

/** Starts a node's MariaDB where its last run ended; the same on real hosts and on one machine. */
export function startScript(layout: HostLayout): string {
  const { settings, data } = pathsOf(layout);
  return `#!/bin/sh
# Starts MariaDB where its last run ended. After a crash only InnoDB knows where that was; a node that does not
# say it gets the whole database again. Arguments go to mariadbd; --wsrep-new-cluster makes this node the first one.
set -eu
settings='${settings}'
data='${data}'
position=''
# A node without data is filled by another one.
[ -d "$data" ] || mkdir -m 700 "$data"
if grep -qs '^seqno: *-1' "$data/grastate.dat"; then
  position=$(/usr/sbin/mariadbd --defaults-file="$settings" --wsrep-recover 2>&1 |
    sed -n 's/.*WSREP: Recovered position:[[:space:]]*//p' | tail -n 1)
fi
exec /usr/sbin/mariadbd --defaults-file="$settings" \${position:+"--wsrep-start-position=$position"} "$@"
`;
}
