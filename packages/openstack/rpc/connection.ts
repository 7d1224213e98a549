import { readFileSync } from "node:fs";
import type { BusLocation } from "@multisite/kernel/bus";
import { messageOf } from "@multisite/kernel/errors";
import { type ChannelModel, connect } from "amqplib";
import { unreachable } from "./errors.ts";

/** Paths of PEM files, as in `[oslo_messaging_rabbit]`. */
export interface RpcTls {
  readonly authorities?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
}

const HEARTBEAT_SECONDS = 10;

/** Connects to the first host that answers. @throws MultisiteError `openstack.rpc.unreachable` */
export async function connectBroker(
  { hosts, virtualHost }: BusLocation,
  { tls, timeoutMs }: { readonly tls: RpcTls | undefined; readonly timeoutMs: number },
): Promise<ChannelModel> {
  const read = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path));
  const failures: string[] = [];
  for (const { hostname, port, username, password } of hosts) {
    const place = { protocol: tls ? "amqps" : "amqp", hostname, port, username, password: password.reveal(), vhost: virtualHost };
    const files = tls ? { ca: read(tls.authorities), cert: read(tls.certificate), key: read(tls.privateKey) } : {};
    try {
      return await connect({ ...place, heartbeat: HEARTBEAT_SECONDS }, { timeout: timeoutMs, ...files });
    } catch (thrown) {
      failures.push(`${hostname}:${port}: ${messageOf(thrown)}`);
    }
  }
  throw unreachable(failures);
}
