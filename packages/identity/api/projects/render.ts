import type { Project } from "../../projects/project.ts";

/** A project as answers show it; `links` may be among the attributes that Keystone does not know. */
export interface ProjectBody {
  readonly id: string;
  readonly links?: object;
  readonly [attribute: string]: unknown;
}

/** keystone/resource/backends/sql_model.py, Project.to_dict. */
export function renderProject(project: Project): ProjectBody {
  return { ...columnsOf(project), options: project.options };
}

/** An update's answer shows the unknown attributes a second time (keystone/common/sql/core.py, ModelDictMixinWithExtras). */
export function renderUpdatedProject(project: Project): ProjectBody {
  return { ...columnsOf(project), extra: project.extra, options: project.options };
}

function columnsOf(project: Project): ProjectBody {
  return {
    ...project.extra,
    id: project.id,
    name: project.name,
    domain_id: project.domainId,
    description: project.description,
    enabled: project.enabled,
    parent_id: project.parentId,
    is_domain: project.isDomain,
    tags: project.tags,
  };
}
