import { findSite, serves, servingSitesFor } from "../queries.ts";
import { type Breach, type Check, listed, placedSites } from "./check.ts";

export const unservedSite: Check = {
  code: "star.sites.unserved",
  severity: "error",
  rule: "Every site is served: by a master or replica of its own (delayed ones and arbitrators do not serve), by those of `servedBy`, or, in mode centralized, by the one site that has nodes. A site with nothing but an arbitrator is a witness and needs no service.",
  find: (star) =>
    placedSites(star)
      .filter(({ site }) => !serves(site) && site.servedBy === undefined && servingSitesFor(star, site.name).length === 0)
      .filter(({ site }) => site.nodes.length === 0 || site.nodes.some(({ role }) => role !== "arbitrator"))
      .map(({ site, path }) => ({
        path,
        message: `Nobody answers for site ${site.name}: it has no node that serves, and no servedBy. Name its nearest sites: servedBy: [SITE, ...].`,
      })),
};

export const servedByUnknown: Check = {
  code: "star.sites.served_by_unknown",
  severity: "error",
  rule: "Sites of `servedBy` exist, are named once, and are other sites.",
  find: (star) =>
    placedSites(star).flatMap(({ site, path }) =>
      (site.servedBy ?? []).flatMap((name, index, names): Breach[] => {
        const place = [...path, "servedBy", index];
        if (name === site.name) return [{ path: place, message: `Site ${name} names itself in servedBy; name other sites.` }];
        if (names.indexOf(name) < index) return [{ path: place, message: `servedBy of ${site.name} names ${name} twice.` }];
        if (findSite(star, name) !== undefined) return [];
        const known = listed(star.sites.map((one) => one.name));
        return [
          { path: place, message: `servedBy of ${site.name} names ${name}, and there is no such site; there are ${known}.` },
        ];
      }),
    ),
};

export const servedByIdle: Check = {
  code: "star.sites.served_by_idle",
  severity: "error",
  rule: "Sites of `servedBy` serve: they have a master or a replica that is not delayed.",
  find: (star) =>
    placedSites(star).flatMap(({ site, path }) =>
      (site.servedBy ?? []).flatMap((name, index) => {
        const other = findSite(star, name);
        if (other === undefined || other === site || serves(other)) return [];
        const message = `${site.name} is to be served by ${name}, which serves nothing itself; name a site with masters or replicas.`;
        return [{ path: [...path, "servedBy", index], message }];
      }),
    ),
};

export const servedByIgnored: Check = {
  code: "star.sites.served_by_ignored",
  severity: "warning",
  rule: "`servedBy` is for sites without a serving node; a site with one serves itself.",
  find: (star) =>
    placedSites(star)
      .filter(({ site }) => site.servedBy !== undefined && serves(site))
      .map(({ site, path }) => ({
        path: [...path, "servedBy"],
        message: `Site ${site.name} serves itself, so servedBy counts for nothing; take it out.`,
      })),
};

export const servedByOne: Check = {
  code: "star.sites.served_by_one",
  severity: "warning",
  rule: "A site without nodes names two sites that serve it, so that one may be lost.",
  find: (star) =>
    placedSites(star)
      .filter(({ site }) => star.mode !== "centralized" && site.servedBy?.length === 1 && !serves(site))
      .map(({ site, path }) => ({
        path: [...path, "servedBy"],
        message: `When ${site.servedBy?.[0]} is lost or cut off, nobody answers for ${site.name}; name a second site in servedBy.`,
      })),
};
