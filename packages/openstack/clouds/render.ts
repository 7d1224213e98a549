import { Secret } from "@multisite/kernel/secret";
import { stringify } from "yaml";

/** One entry of a clouds.yaml: a user's way into a cloud, with a password. */
export interface CloudEntry {
  readonly authUrl: string;
  readonly username: string;
  readonly password: Secret;
  readonly projectName: string;
  readonly userDomainName: string;
  readonly projectDomainName: string;
  /** The first one is used when nobody names a region. */
  readonly regionNames: readonly string[];
  /** Compute microversion that the `openstack` command asks for; its default is 2.1. */
  readonly computeApiVersion?: string;
}

/**
 * The text of a clouds.yaml as openstacksdk and the `openstack` command read it. It holds passwords: give the file mode 0600.
 *
 * @param clouds entries by the name that `--os-cloud` takes
 */
export function renderCloudsFile(clouds: Readonly<Record<string, CloudEntry>>): Secret {
  const entries = Object.entries(clouds).map(([name, cloud]) => [name, toDocument(cloud)]);
  return new Secret(stringify({ clouds: Object.fromEntries(entries) }));
}

function toDocument(cloud: CloudEntry): object {
  return {
    auth: {
      auth_url: cloud.authUrl,
      username: cloud.username,
      password: cloud.password.reveal(),
      project_name: cloud.projectName,
      user_domain_name: cloud.userDomainName,
      project_domain_name: cloud.projectDomainName,
    },
    regions: cloud.regionNames,
    identity_api_version: "3",
    ...(cloud.computeApiVersion === undefined ? {} : { compute_api_version: cloud.computeApiVersion }),
  };
}
