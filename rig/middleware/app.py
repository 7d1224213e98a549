"""An OpenStack service in its smallest form: keystonemiddleware's auth_token in front of an answer.

Answers with the identity headers that the middleware set, as JSON. Its settings come from the environment:
RIG_AUTH_TOKEN is a JSON object of [keystone_authtoken] options.
"""

import json
import os

from keystonemiddleware import auth_token


def answer(environ, start_response):
    headers = {
        name[5:].replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_X_") or name.startswith("HTTP_OPENSTACK_")
    }
    body = json.dumps({"path": environ.get("PATH_INFO"), "headers": headers}, sort_keys=True).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


application = auth_token.AuthProtocol(answer, json.loads(os.environ["RIG_AUTH_TOKEN"]))
