import { headerOf } from "./headers.ts";
import type { UpstreamAnswer } from "./upstream.ts";

/** Whether an answer may be a version document, which says where the service is. */
export function isVersionPath(path: string): boolean {
  return path === "/" || path === "/v3" || path === "/v3/" || path === "";
}

interface VersionLinks {
  readonly links?: { readonly rel?: string; href?: string }[];
}

/**
 * A version document in which the service is where the client has found it: clients go on where it says (keystoneauth1/discover.py),
 * and would pass the gateway by if it named a node, or the public name of all sites. Whatever else comes is given back as it is.
 */
export function renameVersions(answer: UpstreamAnswer, origin: string): UpstreamAnswer {
  if (answer.rest !== undefined || (answer.status !== 200 && answer.status !== 300)) return answer;
  const type = headerOf(answer.headers, "content-type") ?? "";
  if (!type.startsWith("application/json") || type.startsWith("application/json-home")) return answer;
  try {
    const document = JSON.parse(answer.body.toString("utf8")) as {
      versions?: { values?: VersionLinks[] };
      version?: VersionLinks;
    };
    const versions = document.versions?.values ?? (document.version ? [document.version] : []);
    for (const link of versions.flatMap(({ links = [] }) => links)) {
      if (link.rel === "self" && link.href !== undefined) link.href = moved(link.href, origin);
    }
    const headers = answer.headers.map((value, at) =>
      at % 2 === 1 && answer.headers[at - 1]?.toLowerCase() === "location" ? moved(value, origin) : value,
    );
    return { ...answer, headers, body: Buffer.from(JSON.stringify(document)) };
  } catch {
    return answer;
  }
}

/** The same version below another origin: what stands in front of `/v3` is the service's place. */
function moved(href: string, origin: string): string {
  const version = /\/v\d+(?:\.\d+)?\/?$/.exec(href)?.[0];
  return version === undefined ? href : origin + version;
}
