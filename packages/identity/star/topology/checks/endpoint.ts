import type { IdentityStar } from "../types.ts";
import { isLoopback } from "./addresses.ts";
import type { Check } from "./check.ts";

const PATH = ["spec", "publicEndpoint"];

export const endpointNotAbsolute: Check = {
  code: "star.endpoint.not_absolute",
  severity: "error",
  rule: "The public endpoint is an absolute http or https URL without user, query and fragment: links of answers begin with it.",
  find(star) {
    const url = urlOf(star);
    const isPlain =
      url !== undefined && /^https?:$/.test(url.protocol) && !/[?#]/.test(star.publicEndpoint) && url.username === "";
    if (isPlain) return [];
    return [
      { path: PATH, message: `"${star.publicEndpoint}" is no absolute URL; write it like https://identity.example.net:5000` },
    ];
  },
};

export const endpointVersion: Check = {
  code: "star.endpoint.version",
  severity: "error",
  rule: "The public endpoint ends before /v3, as Keystone's [DEFAULT] public_endpoint: Keystone adds the version itself.",
  find: (star) =>
    /\/v3\/?$/.test(star.publicEndpoint)
      ? [{ path: PATH, message: `Write ${star.publicEndpoint.replace(/\/v3\/?$/, "")} without /v3, which is added to it.` }]
      : [],
};

export const endpointPlain: Check = {
  code: "star.endpoint.plain_http",
  severity: "warning",
  rule: "Passwords and tokens travel to the public endpoint: it is https.",
  find(star) {
    const url = urlOf(star);
    if (url?.protocol !== "http:" || isLoopback(url.hostname.replaceAll(/[[\]]/g, ""))) return [];
    return [{ path: PATH, message: "Over http, passwords and tokens can be read on the way; use https." }];
  },
};

function urlOf({ publicEndpoint }: IdentityStar): URL | undefined {
  return URL.canParse(publicEndpoint) ? new URL(publicEndpoint) : undefined;
}
