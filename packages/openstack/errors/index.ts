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
    code: "openstack.endpoint",
    remedy:
      "The catalog has no endpoint of the service for that region and interface; the message says which there are. Name another region or interface, or add the endpoint.",
    status: 1,
  },
  {
    code: "openstack.credentials",
    remedy:
      "The identity service does not take the credentials of the cloud. Compare them with what `openstack token issue` takes.",
    status: 1,
  },
  {
    code: "openstack.project.unclear",
    remedy: "Create the project in that cloud (`openstack project create`), or write its ID into spec.project.",
    status: 1,
  },
  {
    code: "openstack.tls",
    remedy: "A file that the cloud names (`cacert`, `cert`, `key`) cannot be read. Correct its path, or its rights.",
    status: 1,
  },
  {
    code: "openstack.clouds.unreadable",
    remedy: "A clouds.yaml or secure.yaml is no YAML, or cannot be read. The message names the file and the line.",
    status: 1,
  },
  {
    code: "openstack.clouds.unknown",
    remedy: "Name a cloud of clouds.yaml (`OS_CLOUD`), or set `OS_AUTH_URL` and the other `OS_*`.",
    status: 1,
  },
  {
    code: "openstack.clouds.region",
    remedy: "Name one of the regions that clouds.yaml lists for the cloud, or add the region there.",
    status: 1,
  },
  {
    code: "openstack.clouds.incomplete",
    remedy: "Add the missing setting below `auth` of the cloud, in clouds.yaml or secure.yaml, or as `OS_*`.",
    status: 1,
  },
  {
    code: "openstack.clouds.unsupported",
    remedy: "Write one of the values that the message names.",
    status: 1,
  },
  {
    code: "openstack.network.list",
    remedy:
      "Neutron cuts lists into pages (`pagination_max_limit`), and resources are deleted faster than they can be read. Raise that limit.",
    status: 1,
  },
  {
    code: "openstack.settle.failed",
    remedy:
      "What a service began has failed; the message has the service's own reason and the request ID by which its log has the whole story.",
    status: 1,
  },
  {
    code: "openstack.settle.late",
    remedy: "A service is still at it, or has forgotten it. Look at the resource and at the service's log.",
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
