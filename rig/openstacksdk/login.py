"""Finds a cloud as openstacksdk does, says what it found, and logs in."""
import json
import os

from openstack import config

region_name = os.environ.get("OS_REGION_NAME")
cloud = config.OpenStackConfig().get_one(**({"region_name": region_name} if region_name else {}))
verify, certificate = cloud.get_requests_verify_args()
print(
    json.dumps(
        {
            "name": cloud.name,
            "regionName": cloud.get_region_name("network") or None,
            "interface": cloud.get_interface("network"),
            "endpointOverride": cloud.get_endpoint("network"),
            "verify": verify,
            "certificate": certificate,
        }
    )
)
try:
    cloud.get_session().get_token()
except Exception:
    # Whether it is let in is not what is asked here.
    pass
