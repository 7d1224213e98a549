import { REGIONS, USER } from "./cast.ts";

/** What the audience can do themselves while the cloud runs. */
export function whatToTryNext(cloudsFile: string, endpoint: string): string {
  const [first, second] = REGIONS;
  return `
The cloud keeps running: identity service ${endpoint}, clouds.yaml ${cloudsFile}
Try it with the real openstack command (Debian: python3-openstackclient), in another terminal:

  export OS_CLIENT_CONFIG_FILE=${cloudsFile}
  openstack --os-cloud demo token issue              # refused: ${USER} is disabled
  openstack --os-cloud demo-admin user set --enable ${USER}
  openstack --os-cloud demo server list              # the server in ${first}
  openstack --os-cloud demo --os-region-name ${second} server create \\
      --flavor m1.small --image cirros --nic none web-4
  openstack --os-cloud demo --os-region-name ${second} server list
  openstack --os-cloud demo catalog list
  openstack --os-cloud demo-admin user set --disable ${USER} # and every region refuses again

Ctrl-C stops it.
`;
}
