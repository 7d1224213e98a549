import { badRequest } from "../errors/index.ts";
import { type ConfigPlace, invalidConfig } from "./errors.ts";
import { isReadable, isSensitive, isSupportedGroup } from "./options.ts";

/** A configuration as a body has it: options in groups. */
export type ConfigGroups = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** 403 for a group or option that domains cannot set (keystone/resource/core.py, _assert_valid_group_and_option). */
export function assertSupported({ group, option }: ConfigPlace): void {
  if (group === undefined) return;
  if (!isSupportedGroup(group)) {
    throw invalidConfig(`Group ${group} is not supported for domain specific configurations`);
  }
  if (option !== undefined && !isReadable(group, option) && !isSensitive(group, option)) {
    throw invalidConfig(`Option ${option} in group ${group} is not supported for domain specific configurations`);
  }
}

/** A body that names at least one option, and only supported ones (keystone/resource/core.py, _assert_valid_config). */
export function readConfig(value: unknown): ConfigGroups {
  if (isEmpty(value)) throw invalidConfig("No options specified");
  if (!isObject(value)) throw badRequest("The config should be a dictionary of groups");
  for (const [group, options] of Object.entries(value)) {
    if (!isObject(options) || isEmpty(options)) {
      throw invalidConfig(`The value of group ${group} specified in the config should be a dictionary of options`);
    }
    for (const option of Object.keys(options)) assertSupported({ group, option });
  }
  return value as ConfigGroups;
}

/** 403 unless the body is about exactly the group or option of the path (keystone/resource/core.py, update_config). */
export function assertOnly(config: ConfigGroups, { group, option }: ConfigPlace): void {
  if (group === undefined) return;
  const [firstGroup = "", ...otherGroups] = Object.keys(config);
  const options = Object.keys(config[group] ?? config[firstGroup] ?? {});
  if (otherGroups.length > 0 || (option !== undefined && options.length !== 1)) {
    throw invalidConfig(
      option === undefined
        ? `Trying to update group ${group}, so that, and only that, group must be specified in the config`
        : `Trying to update option ${option} in group ${group}, so that, and only that, option must be specified  in the config`,
    );
  }
  if (firstGroup !== group) {
    throw invalidConfig(`request to update group ${group}, but config provided contains group ${firstGroup} instead`);
  }
  if (option !== undefined && options[0] !== option) {
    throw invalidConfig(
      `Trying to update option ${option} in group ${group}, but config provided contains option ${options[0]} instead`,
    );
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What Python takes for false. */
function isEmpty(value: unknown): boolean {
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}
