import { forbiddenText, immutableResource } from "../errors/index.ts";
import type { Project } from "./project.ts";

const isImmutable = (project: Project): boolean => project.options.immutable === true;

/**
 * 403 for a change of an immutable project or domain, unless the change is nothing but the end of its immutability
 * (keystone/common/resource_options/options/immutable.py, check_immutable_update).
 */
export function assertMutable(project: Project, changes: Readonly<Record<string, unknown>>): void {
  if (!isImmutable(project)) return;
  const options = typeof changes.options === "object" && changes.options !== null ? changes.options : {};
  const immutable = (options as Record<string, unknown>).immutable;
  const ends = Object.hasOwn(options, "immutable") && (immutable === false || immutable === null);
  if (Object.keys(changes).length > 1 || !ends) {
    throw immutableResource("update", project.isDomain ? "domain" : "project", project.id);
  }
}

/** 403 for the deletion of an immutable project or domain (same file, check_immutable_delete). */
export function assertDeletable(project: Project): void {
  if (isImmutable(project)) throw immutableResource("delete", project.isDomain ? "domain" : "project", project.id);
}

/** 403 for a change of an immutable project's tags (keystone/resource/core.py, create_project_tag and its siblings). */
export function assertTagsMutable(project: Project, verb: "create" | "update" | "delete"): void {
  if (!isImmutable(project)) return;
  throw forbiddenText(
    `Cannot ${verb} project tags for ${project.id}, project is immutable. Set "immutable" option to false before creating project tags.`,
  );
}
