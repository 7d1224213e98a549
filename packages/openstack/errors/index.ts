import type { ErrorEntry } from "@multisite/kernel/errors";

/** The errors of talking to OpenStack, over HTTP and over RabbitMQ. */
export const openStackErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "openstack.answer",
    remedy: "A service refused the request; the message says why. The request ID finds it in the service's log.",
    status: 1,
  },
  {
    code: "openstack.unanswered",
    remedy:
      "A service gave no answer, also when asked again. Look at it and at the network; the message says whether what was asked may have been done.",
    status: 1,
  },
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
