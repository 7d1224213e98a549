import { forbiddenText, type KeystoneError, notFoundText } from "../errors/index.ts";

/** Where in a domain's configuration: everything, a group, or one option of a group. */
export interface ConfigPlace {
  readonly group: string | undefined;
  readonly option: string | undefined;
}

/** 403 with the reason (keystone/exception.py, InvalidDomainConfig). */
export function invalidConfig(reason: string): KeystoneError {
  return forbiddenText(`Invalid domain specific configuration: ${reason}.`);
}

/** 404 that names the place (keystone/exception.py, DomainConfigNotFound). */
export function configNotFound(domainId: string, { group, option }: ConfigPlace): KeystoneError {
  const what =
    option !== undefined ? `option ${option} in group ${group}` : group !== undefined ? `group ${group}` : "any options";
  return notFoundText(`Could not find ${what} in domain configuration for domain ${domainId}.`);
}
