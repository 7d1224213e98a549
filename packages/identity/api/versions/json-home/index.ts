import { coreRelations, experimentalRelations } from "./core.ts";
import { extensionRelations } from "./extensions.ts";
import { parameterRelation, resourceRelation } from "./parameters.ts";

/** A JSON-home document (draft-nottingham-json-home-03): how to reach each resource. */
export interface JsonHome {
  readonly resources: Readonly<Record<string, JsonHomeResource>>;
}

interface JsonHomeResource {
  readonly href?: string;
  readonly "href-template"?: string;
  readonly "href-vars"?: Readonly<Record<string, string>>;
  readonly hints?: { readonly status: string };
}

/** Every resource of the API, with `prefix` in front of each path (keystone/common/json_home.py, JsonHomeResources). */
export function createJsonHome(prefix: string): JsonHome {
  const resources: Record<string, JsonHomeResource> = {};
  for (const [name, path] of Object.entries(coreRelations)) {
    const isExperimental = experimentalRelations.includes(name);
    resources[resourceRelation(undefined, name)] = {
      ...describePath(prefix, path),
      ...(isExperimental ? { hints: { status: "experimental" } } : {}),
    };
  }
  for (const [extension, relations] of Object.entries(extensionRelations)) {
    for (const [name, path] of Object.entries(relations)) {
      resources[resourceRelation(extension, name)] = describePath(prefix, path);
    }
  }
  return { resources };
}

function describePath(prefix: string, path: string): JsonHomeResource {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  if (parameters.length === 0) return { href: prefix + path };
  const relations = parameters.map((name) => [name, parameterRelation(name)]);
  return { "href-template": prefix + path, "href-vars": Object.fromEntries(relations) };
}
