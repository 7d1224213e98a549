import { notFound } from "../errors/index.ts";
import { listOptions, type Options, projectOptions } from "../options/index.ts";
import type { Queries } from "../store/database.ts";
import { inChunks } from "../store/in-chunks.ts";
import { getProject, type ProjectRecord } from "../store/projects.ts";
import { listTags } from "../store/tags.ts";

/** A project or domain with what stands in tables beside its row. */
export interface Project extends ProjectRecord {
  readonly tags: readonly string[];
  readonly options: Options;
}

/** Adds tags and options to rows. */
export async function completeProjects(queries: Queries, records: readonly ProjectRecord[]): Promise<Project[]> {
  const ids = records.map((record) => record.id);
  const tags = await listTags(queries, ids);
  const options = new Map(
    await inChunks(ids, async (chunk) => [...(await listOptions(queries, "project_option", projectOptions, chunk))]),
  );
  return records.map((record) => ({ ...record, tags: tags.get(record.id) ?? [], options: options.get(record.id) ?? {} }));
}

/** A project or domain by ID. */
export async function findProject(queries: Queries, projectId: string): Promise<Project | undefined> {
  const record = await getProject(queries, projectId);
  if (!record) return undefined;
  const [project] = await completeProjects(queries, [record]);
  return project;
}

/** A project or domain by ID, else 404. */
export async function requireProject(queries: Queries, projectId: string): Promise<Project> {
  const project = await findProject(queries, projectId);
  if (!project) throw notFound("project", projectId);
  return project;
}

/** A domain by ID; the ID of a project is 404 as well (keystone/resource/core.py, get_domain). */
export async function requireDomain(queries: Queries, domainId: string): Promise<Project> {
  const project = await findProject(queries, domainId);
  if (!project?.isDomain || project.id !== domainId) throw notFound("domain", domainId);
  return project;
}
