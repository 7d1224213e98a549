import { type Breach, type Check, repeated } from "./check.ts";

export const sameSite: Check = {
  code: "recovery.sites.same",
  severity: "error",
  rule: "The backup site is another one than the primary: what is at the primary is lost with it.",
  find: ({ primary, backup }) =>
    primary.site === backup.site
      ? [{ path: ["spec", "backup", "site"], message: `${backup.site} is the primary site too: name another one.` }]
      : [],
};

const MAPS = ["networks", "flavors", "keypairs", "securityGroups", "availabilityZones"] as const;

export const mappedTwice: Check = {
  code: "recovery.maps.duplicate",
  severity: "error",
  rule: "Each thing of the primary site has one name at the backup site.",
  find: ({ maps }) =>
    MAPS.flatMap((kind) =>
      repeated(maps[kind].map(({ from }) => from)).map((index) => ({
        path: ["spec", "maps", kind, index, "from"],
        message: `${maps[kind][index]?.from} is mapped twice: take one out.`,
      })),
    ),
};

export const redirectFields: Check = {
  code: "recovery.redirect.fields",
  severity: "error",
  rule: "Designate needs the record; a dynamic update the record and the server (dns://SERVER); a webhook its URL (http or https).",
  find({ redirect }) {
    if (redirect === undefined) return [];
    const { method, record, url } = redirect;
    const path = ["spec", "redirect"];
    const found: Breach[] = [];
    if (method !== "webhook" && record === undefined) found.push({ path, message: `Method ${method} needs a record.` });
    if (method === "webhook" && record !== undefined)
      found.push({ path: [...path, "record"], message: "A webhook is told everything: take the record out." });
    if (method === "designate" && url !== undefined)
      found.push({ path: [...path, "url"], message: "Designate is found in the catalog: take the URL out." });
    if (method !== "designate" && url === undefined) found.push({ path, message: `Method ${method} needs a url.` });
    if (url !== undefined && method !== "designate" && url.startsWith("dns:") !== (method === "dns-update"))
      found.push({
        path: [...path, "url"],
        message: method === "webhook" ? "A webhook's URL begins with https:// or http://." : "Write dns://SERVER.",
      });
    return found;
  },
};
