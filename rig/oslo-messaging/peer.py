"""A service that makes and takes remote calls with the real oslo.messaging, as every OpenStack service does.

Its transport URL is the first argument. It answers `echo`, fails in `fail` and never answers in time in `hang`; on each line of
standard input, a JSON object of method and arguments, it sends a fan-out cast to the topic `multisite-news`.
"""

import json
import sys
import threading
import time

import oslo_messaging
from oslo_config import cfg
from oslo_messaging._metrics import client as metrics


class Endpoint:
    target = oslo_messaging.Target(version="1.3")

    def echo(self, context, **arguments):
        return {"arguments": arguments, "is_admin": context.get("is_admin")}

    def fail(self, context, text):
        raise ValueError(text)

    def hang(self, context):
        time.sleep(3)


configuration = cfg.ConfigOpts()
configuration([])
# oslo.messaging registers them with the global configuration only, which nobody uses here.
configuration.register_opts(metrics.oslo_messaging_metrics, group="oslo_messaging_metrics")
oslo_messaging.set_transport_defaults("rig")
transport = oslo_messaging.get_rpc_transport(configuration, url=sys.argv[1])
server = oslo_messaging.get_rpc_server(
    transport, oslo_messaging.Target(topic="q-rig", server="host-1"), [Endpoint()], executor="threading"
)
server.start()
listener = oslo_messaging.get_rpc_server(
    transport, oslo_messaging.Target(topic="multisite-news", server="host-1"), [Endpoint()], executor="threading"
)
listener.start()
client = oslo_messaging.get_rpc_client(transport, oslo_messaging.Target(topic="multisite-news", version="1.0"))


def send_news():
    for line in sys.stdin:
        news = json.loads(line)
        client.prepare(fanout=True).cast({}, news["method"], **news["args"])


threading.Thread(target=send_news, daemon=True).start()
print("ready", flush=True)
server.wait()
