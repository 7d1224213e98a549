import { uuidHex } from "@multisite/kernel/random";
import { getDomain, getProjectByName, ROOT_DOMAIN_ID } from "../store/projects.ts";
import type { BootstrapStep } from "./types.ts";

export const createDefaultDomain: BootstrapStep = async ({ identity, queries, say }) => {
  const id = identity.config.identity.default_domain_id;
  if (await getDomain(queries, id)) return say(`Domain ${id} already exists.`);
  await queries
    .insertInto("project")
    .values({
      id,
      name: "Default",
      description: "The default domain",
      enabled: 1,
      domain_id: ROOT_DOMAIN_ID,
      parent_id: null,
      is_domain: 1,
      extra: "{}",
    })
    .execute();
  say(`Created domain ${id}.`);
};

export const createAdminProject: BootstrapStep = async (state) => {
  const { identity, queries, options, say } = state;
  const domainId = identity.config.identity.default_domain_id;
  const existing = await getProjectByName(queries, options.projectName, domainId);
  state.projectId = existing?.id ?? uuidHex(identity.random);
  if (existing) return say(`Project ${options.projectName} already exists.`);
  await queries
    .insertInto("project")
    .values({
      id: state.projectId,
      name: options.projectName,
      description: "Bootstrap project for initializing the cloud.",
      enabled: 1,
      domain_id: domainId,
      parent_id: domainId,
      is_domain: 0,
      extra: "{}",
    })
    .execute();
  say(`Created project ${options.projectName}.`);
};
