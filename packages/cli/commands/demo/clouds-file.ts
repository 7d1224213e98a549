import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderCloudsFile } from "@multisite/openstack/clouds";
import { type Passwords, PROJECT, REGIONS, USER } from "./cast.ts";
import { type DemoPlace, siteEndpoint } from "./place.ts";

/** Writes a clouds.yaml with the user and the administrator, readable for its owner only, and gives its path. */
export function writeCloudsFile(place: DemoPlace, passwords: Passwords): string {
  const shared = {
    authUrl: siteEndpoint(place, "north"),
    userDomainName: "Default",
    projectDomainName: "Default",
    regionNames: REGIONS,
    // The first in which a server can be made without networks (`--nic none`).
    computeApiVersion: "2.37",
  };
  const text = renderCloudsFile({
    demo: { ...shared, username: USER, password: passwords.user, projectName: PROJECT },
    "demo-admin": { ...shared, username: "admin", password: passwords.admin, projectName: "admin" },
  });
  const path = join(place.directory, "clouds.yaml");
  writeFileSync(path, text.reveal(), { mode: 0o600 });
  // The file may have been there with another mode.
  chmodSync(path, 0o600);
  return path;
}
