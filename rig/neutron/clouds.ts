import type { NeutronSite } from "./site.ts";

/** What a clouds.yaml has: each site as a cloud of its name, as its administrator. */
export function cloudsOf(sites: Readonly<Record<string, Pick<NeutronSite, "controller">>>): object {
  const clouds = Object.entries(sites).map(([name, { controller }]) => {
    const { url, adminPassword, region } = controller.identity;
    const auth = {
      auth_url: url,
      username: "admin",
      password: adminPassword,
      project_name: "admin",
      user_domain_id: "default",
      project_domain_id: "default",
    };
    return [name, { auth, region_name: region }];
  });
  return { clouds: Object.fromEntries(clouds) };
}
