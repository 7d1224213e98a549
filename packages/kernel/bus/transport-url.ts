import { MultisiteError } from "../errors/index.ts";
import { Secret } from "../secret/index.ts";

/** Where a RabbitMQ cluster is. */
export interface BusLocation {
  readonly hosts: readonly BusHost[];
  readonly virtualHost: string;
}

export interface BusHost {
  readonly hostname: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
}

/**
 * Reads a transport URL as oslo.messaging writes it, several hosts and all: a host without a user takes the first one's
 * (oslo_messaging/transport.py, TransportURL.parse).
 *
 * @example
 * parseTransportUrl("rabbit://openstack:secret@mq1:5672,mq2:5672/vhost");
 */
export function parseTransportUrl(url: string): BusLocation {
  const matched = /^(?:rabbit|kombu|amqp):\/\/([^/?]*)(?:\/([^?]*))?(?:\?.*)?$/.exec(url);
  if (!matched) throw notUnderstood();
  const hosts: BusHost[] = [];
  for (const part of (matched[1] ?? "").split(",")) {
    if (part === "") continue;
    hosts.push(parseHost(part, hosts[0]));
  }
  if (hosts.length === 0) throw notUnderstood();
  return { hosts, virtualHost: decodeURIComponent(matched[2] ?? "") || "/" };
}

function parseHost(part: string, first: BusHost | undefined): BusHost {
  const at = part.lastIndexOf("@");
  const address = /^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/.exec(part.slice(at + 1));
  if (!address) throw notUnderstood();
  const [username, ...passwordParts] = at < 0 ? [] : part.slice(0, at).split(":");
  return {
    hostname: (address[1] ?? "").replace(/^\[|\]$/g, "") || "localhost",
    port: address[2] === undefined ? 5672 : Number(address[2]),
    username: username === undefined ? (first?.username ?? "guest") : decodeURIComponent(username),
    password: at < 0 ? (first?.password ?? new Secret("guest")) : new Secret(decodeURIComponent(passwordParts.join(":"))),
  };
}

/** Says nothing of the URL, which holds a password. */
function notUnderstood(): MultisiteError {
  return new MultisiteError(
    "kernel.bus.url",
    "The transport URL is not understood; use rabbit://USER:PASSWORD@HOST:PORT[,USER:PASSWORD@HOST:PORT...]/VIRTUAL_HOST.",
  );
}
