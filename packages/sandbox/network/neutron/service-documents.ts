import { EXTENSIONS } from "./extensions.ts";

/** An answer that is no JSON, as webob writes it. */
function page404(detail: string): string {
  const body = `  <h1>404 Not Found</h1>\n  The resource could not be found.<br /><br />\n${detail}\n\n\n </body>`;
  return `<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n${body}\n</html>`;
}

/** `GET /`: what clients read before they log in. */
export function versions(origin: string): object {
  return { versions: [{ id: "v2.0", status: "CURRENT", links: [{ rel: "self", href: `${origin}/v2.0/` }] }] };
}

/** `GET /v2.0/`: the resources of the core. */
export function resources(origin: string): object {
  const names = ["network", "subnet", "subnetpool", "port"];
  return {
    resources: names.map((name) => ({
      name,
      collection: `${name}s`,
      links: [{ rel: "self", href: `${origin}/v2.0/${name}s` }],
    })),
  };
}

export function extensions(): object {
  return { extensions: EXTENSIONS.map(showExtension) };
}

/** The text of a page when there is none of that name. */
export function extension(alias: string): object | string {
  const found = EXTENSIONS.find((one) => one[0] === alias);
  return found === undefined ? page404(`Extension with alias ${alias} does not exist`) : { extension: showExtension(found) };
}

/** Below no version. */
export const nowhere = page404("");

export const serviceProviders: object = {
  service_providers: ["dvr", "dvrha", "ha", "single_node"].map((name) => ({
    service_type: "L3_ROUTER_NAT",
    name,
    default: false,
  })),
};

const showExtension = ([alias, name, description, updated]: (typeof EXTENSIONS)[number]): object => ({
  alias,
  name,
  description,
  updated,
  links: [],
});
