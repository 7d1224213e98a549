import { noCloud, unknownCloud, unknownRegion } from "./errors.ts";
import type { CloudFiles } from "./files.ts";
import { isSettings, mergeSettings, type Setting, type Settings, settingsAt, textAt } from "./settings.ts";

/** A cloud as it was written, with its region. */
export interface SelectedCloud {
  readonly name: string;
  readonly settings: Settings;
  readonly regionName: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** They choose, and describe no cloud (openstack/config/loader.py, _get_os_environ). */
const SELECTORS: ReadonlySet<string> = new Set([
  "OS_CLOUD",
  "OS_REGION_NAME",
  "OS_CLIENT_CONFIG_FILE",
  "OS_CLIENT_SECURE_FILE",
  "OS_CLOUD_NAME",
]);
const NOT_SETTINGS = /^OS_(TEST|STD|LOG)/;

/**
 * Which cloud is meant: the one that is asked for, else `OS_CLOUD`, else the one that `OS_*` describe, else the only one of the file.
 * As in openstacksdk, `OS_*` describe a cloud of their own and change none of the file's. As in the `openstack` command, `OS_REGION_NAME`
 * chooses the region of any.
 */
export function selectCloud(
  { clouds, profiles }: CloudFiles,
  environment: Environment,
  asked: { readonly cloud?: string; readonly regionName?: string },
): SelectedCloud {
  const described = describedByEnvironment(environment);
  const ownName = environment.OS_CLOUD_NAME || "envvars";
  const all: Settings = described === undefined ? clouds : { ...clouds, [ownName]: described };
  const names = Object.keys(all);
  const onlyOne = names.length === 1 ? names[0] : undefined;
  const name = asked.cloud ?? (environment.OS_CLOUD || (described === undefined ? onlyOne : ownName));
  if (name === undefined) throw noCloud(names);
  if (!names.includes(name)) throw unknownCloud(name, names);
  const written = withUnderscores(settingsAt(all, name));
  const profile = textAt(written, "profile") ?? textAt(written, "cloud");
  const basis = profile === undefined ? {} : withUnderscores(settingsAt(profiles, profile));
  const merged = mergeSettings(basis, written);
  const region = selectRegion(name, merged, asked.regionName ?? (environment.OS_REGION_NAME || undefined));
  return { name, settings: mergeSettings(merged, region.values), regionName: region.name };
}

function describedByEnvironment(environment: Environment): Settings | undefined {
  const names = Object.keys(environment).filter(
    (name) => name.startsWith("OS_") && !NOT_SETTINGS.test(name) && environment[name] !== undefined,
  );
  if (names.every((name) => SELECTORS.has(name))) return undefined;
  return Object.fromEntries(names.map((name) => [name.slice("OS_".length).toLowerCase(), environment[name] ?? ""]));
}

interface Region {
  readonly name: string | undefined;
  /** Settings that differ in this region. */
  readonly values: Settings;
}

function selectRegion(cloud: string, settings: Settings, asked: string | undefined): Region {
  const listed = settings.regions;
  const known: readonly Region[] = Array.isArray(listed)
    ? (listed as readonly Setting[]).map(toRegion)
    : (textAt(settings, "region_name")?.split(",") ?? []).map((name) => ({ name: name.trim(), values: {} }));
  if (asked === undefined) return known[0] ?? { name: undefined, values: {} };
  if (known.length === 0) return { name: asked, values: {} };
  const found = known.find(({ name }) => name === asked);
  if (found !== undefined) return found;
  throw unknownRegion(
    cloud,
    asked,
    known.map(({ name }) => name ?? ""),
  );
}

function toRegion(entry: Setting): Region {
  if (!isSettings(entry)) return { name: typeof entry === "string" ? entry : undefined, values: {} };
  return { name: textAt(entry, "name"), values: withUnderscores(settingsAt(entry, "values")) };
}

/** `auth-url` is `auth_url`. */
function withUnderscores(settings: Settings): Settings {
  const entries = Object.entries(settings).map(([name, value]): [string, Setting] => [
    name.replaceAll("-", "_"),
    isSettings(value) ? withUnderscores(value) : value,
  ]);
  return Object.fromEntries(entries);
}
