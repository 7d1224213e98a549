import type { Project } from "../../projects/project.ts";
import type { ProjectBody } from "../projects/render.ts";

/** A domain without what only projects show (keystone/resource/core.py, _get_domain_from_project). */
export function renderDomain(domain: Project): ProjectBody {
  return {
    ...domain.extra,
    id: domain.id,
    name: domain.name,
    description: domain.description,
    enabled: domain.enabled,
    tags: domain.tags,
    options: domain.options,
  };
}
