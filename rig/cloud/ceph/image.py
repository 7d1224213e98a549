"""Reads and writes a volume's bytes as a guest's disk would: ARGV is config, keyring, pool, image, read|write, offset, length."""
import sys

import rados
import rbd

config, keyring, pool, image_name, action, offset, length = sys.argv[1:]
with rados.Rados(conffile=config, conf={"keyring": keyring}) as cluster:
    with cluster.open_ioctx(pool) as context, rbd.Image(context, image_name, read_only=action == "read") as image:
        if action == "read":
            sys.stdout.buffer.write(image.read(int(offset), int(length)))
        else:
            image.write(sys.stdin.buffer.read(), int(offset))
            image.flush()
