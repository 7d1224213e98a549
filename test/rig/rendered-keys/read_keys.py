"""Reads a key directory as Keystone does, again and again, and prints what it got and when: one JSON line for each reading."""
import hashlib
import json
import sys
import time

import keystone.conf
from keystone.common import fernet_utils

keystone.conf.configure()
directory, seconds, rotate = sys.argv[1], float(sys.argv[2]), sys.argv[3:] == ["rotate"]
loader = fernet_utils.FernetUtils(directory, 5, "fernet_tokens")
if rotate:
    loader.rotate_keys()
end = time.time() + seconds
while True:
    line = {"from": time.time() * 1000}
    try:
        keys = loader.load_keys()
        line["keys"] = [hashlib.sha256(key.strip().encode()).hexdigest()[:16] for key in keys]
    except OSError as error:
        line["error"] = str(error)
    line["to"] = time.time() * 1000
    print(json.dumps(line), flush=True)
    if time.time() >= end:
        break
