import { MultisiteError } from "@multisite/kernel/errors";
import type { Cloud } from "../clouds/index.ts";
import type { Connection } from "./connection.ts";

interface Projects {
  readonly projects: readonly { readonly id: string; readonly name: string }[];
}

/**
 * The ID of a project in a cloud: by its ID, else by its name, which must be that of one project alone.
 *
 * @throws MultisiteError `openstack.project.unclear`
 */
export async function findProject(cloud: Cloud, connection: Connection, wanted: string): Promise<string> {
  if (cloud.auth.kind === "none") return wanted;
  const own = (await connection.login()).body.project;
  if (own !== undefined && (own.id === wanted || own.name === wanted)) return own.id;
  const identity = connection.service("identity");
  const { projects } = await identity.call<Projects>({ method: "GET", path: `/projects?name=${encodeURIComponent(wanted)}` });
  const [found, second] = projects;
  if (found !== undefined && second === undefined) return found.id;
  if (second !== undefined) throw unclear(`Cloud ${cloud.name} has ${projects.length} projects called ${wanted}: write its ID.`);
  const all = await identity.call<Projects>({ method: "GET", path: "/projects" });
  if (all.projects.some(({ id }) => id === wanted)) return wanted;
  throw unclear(`Cloud ${cloud.name} has no project ${wanted}: create it there, or correct spec.project.`);
}

const unclear = (text: string): MultisiteError => new MultisiteError("openstack.project.unclear", text);
