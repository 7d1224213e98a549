import { USER } from "./cast.ts";

/** Where things of the demonstration are. */
interface DemoFiles {
  readonly cloudsFile: string;
  readonly planeFile: string;
  readonly directory: string;
}

/** What the audience can do themselves while the star runs. */
export function whatToTryNext({ cloudsFile, planeFile, directory }: DemoFiles): string {
  return `
The star keeps running; clouds.yaml: ${cloudsFile}
In another terminal, with the real openstack command (Debian: python3-openstackclient):

  export OS_CLIENT_CONFIG_FILE=${cloudsFile}
  openstack --os-cloud demo token issue              # ${USER}, at north
  openstack --os-cloud demo --os-region-name RegionEast server list
  openstack --os-cloud demo-admin --os-region-name RegionNorth port list   # remote ports beside its own
  openstack --os-cloud demo-admin project create vnf-2   # at north, written at a master

And as the operator of the star:

  bin/multisite star status --home ${directory}/west-1
  bin/multisite keys rotate --dry-run --home ${directory}/east-1
  bin/multisite network status --ports --home ${directory}/east-1
  bin/multisite network trace east/hss-a north/hss-b --home ${directory}/east-1
  bin/multisite network apply ${planeFile} --dry-run --home ${directory}/east-1
  bin/multisite site evict north --dry-run --reason "just looking" --home ${directory}/east-1

Ctrl-C stops it.
`;
}
