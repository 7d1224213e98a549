import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";
import type { RpcTarget } from "./types.ts";

/** The errors of remote calls over a deployment's RabbitMQ. */
export const rpcErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "openstack.rpc.unreachable",
    remedy: "No RabbitMQ of the transport URL can be reached or lets us in. Compare it with `transport_url` of the service.",
    status: 1,
  },
  {
    code: "openstack.rpc.disconnected",
    remedy:
      "The connection to RabbitMQ broke while it was used; whether the message was taken is not known. It is made anew by itself.",
    status: 1,
  },
  {
    code: "openstack.rpc.unroutable",
    remedy:
      "Nobody listens there: the service does not run, or has another `control_exchange` or virtual host than the transport URL.",
    status: 1,
  },
  {
    code: "openstack.rpc.timeout",
    remedy: "The service did not answer in time; whether it did what was asked is not known. Look at its log.",
    status: 1,
  },
  { code: "openstack.rpc.remote", remedy: "The service took the call and failed; its log has the whole story.", status: 1 },
  { code: "openstack.rpc.message", remedy: "Somebody sends messages that are none of oslo.messaging's envelope 2.0.", status: 1 },
];

export const unreachable = (failures: readonly string[]): MultisiteError =>
  new MultisiteError("openstack.rpc.unreachable", `No RabbitMQ can be reached (${failures.join("; ")}).`);

export const disconnected = (cause: unknown): MultisiteError =>
  new MultisiteError("openstack.rpc.disconnected", "The connection to RabbitMQ broke.", { cause });

export const unroutable = ({ exchange, topic }: RpcTarget): MultisiteError =>
  new MultisiteError("openstack.rpc.unroutable", `No queue takes messages for ${topic} of the exchange ${exchange}.`);

export const timedOut = ({ topic }: RpcTarget, method: string, timeoutMs: number): MultisiteError =>
  new MultisiteError("openstack.rpc.timeout", `${topic} did not answer ${method} within ${timeoutMs} ms.`);

export const notAnEnvelope = (): MultisiteError =>
  new MultisiteError("openstack.rpc.message", "A message is not in oslo.messaging's envelope 2.0.");
