import type { IdentityConfig } from "../config/index.ts";
import { badRequest } from "../errors/index.ts";

/** keystone/common/utils.py, URL_RESERVED_CHARS. */
const URL_RESERVED_CHARACTERS = ":/?#[]@!$&'()*+,;=";

/** The name that federation keeps for itself (keystone/conf/federation.py, federated_domain_name). */
const FEDERATED_DOMAIN_NAME = "federated";

/** 400 for a name with characters that a URL reserves, where the operator asked for that. */
export function assertUrlSafeName(entity: "Project" | "Domain", name: string, config: IdentityConfig): void {
  const setting = entity === "Domain" ? config.resource.domain_name_url_safe : config.resource.project_name_url_safe;
  const reserved = [...name].filter((character) => URL_RESERVED_CHARACTERS.includes(character));
  if (setting === "off" || reserved.length === 0) return;
  throw badRequest(`${entity} name cannot contain the following reserved characters: ${reserved.join("")}`);
}

/**
 * 400 for a domain that takes the name or the ID of the pseudo-domain of federated users. Keystone says the same but, as an
 * error it did not expect, with status 500 (keystone/resource/core.py, assert_domain_not_federated).
 */
export function assertNotFederated(domainId: string, name: string | undefined): void {
  if (name?.toLowerCase() === FEDERATED_DOMAIN_NAME) throw badRequest(`Domain cannot be named ${name}`);
  if (domainId.toLowerCase() === FEDERATED_DOMAIN_NAME) throw badRequest(`Domain cannot have ID ${domainId}`);
}
