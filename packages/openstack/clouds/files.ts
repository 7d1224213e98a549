import { readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "@multisite/kernel/errors";
import { parse } from "yaml";
import { unreadable } from "./errors.ts";
import { isSettings, mergeSettings, type Settings, settingsAt } from "./settings.ts";

/** Where a process looks for its clouds. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly homeDirectory: string;
}

/** What the files say. */
export interface CloudFiles {
  /** By name; what `secure.yaml` says stands over `clouds.yaml`. */
  readonly clouds: Settings;
  /** Of `clouds-public.yaml`, which a cloud's `profile` refers to. */
  readonly profiles: Settings;
}

/** The first file of each kind counts (openstack/config/loader.py, CONFIG_FILES). */
export function readCloudFiles(surroundings: Surroundings): CloudFiles {
  const { OS_CLIENT_CONFIG_FILE: clouds, OS_CLIENT_SECURE_FILE: secure } = surroundings.environment;
  const both = mergeSettings(readFirst("clouds", surroundings, clouds), readFirst("secure", surroundings, secure));
  return {
    clouds: settingsAt(both, "clouds"),
    profiles: settingsAt(readFirst("clouds-public", surroundings), "public-clouds"),
  };
}

function readFirst(name: string, surroundings: Surroundings, named?: string): Settings {
  const places = directories(surroundings).flatMap((directory) =>
    [".yaml", ".yml", ".json"].map((suffix) => join(directory, name + suffix)),
  );
  for (const path of [...(named ? [named] : []), ...places]) {
    const text = readIfThere(path);
    if (text !== undefined) return parseSettings(path, text);
  }
  return {};
}

function directories({ environment, workingDirectory, homeDirectory }: Surroundings): readonly string[] {
  const own = join(homeDirectory, ".config");
  const shared = environment.XDG_CONFIG_DIRS?.split(":")[0] || "/etc/xdg";
  const bases = [environment.XDG_CONFIG_HOME || own, own, shared, "/etc"];
  return [workingDirectory, ...bases.map((base) => join(base, "openstack"))];
}

/** What this user may not read is passed over, as openstacksdk does. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return undefined;
    throw unreadable(path, messageOf(thrown));
  }
}

/** JSON is YAML too. The parser's own words are not passed on: they quote lines, and lines hold passwords. */
function parseSettings(path: string, text: string): Settings {
  let parsed: unknown;
  try {
    parsed = parse(text, { schema: "failsafe", merge: true });
  } catch (thrown) {
    const [place] = (thrown as { linePos?: readonly { readonly line: number }[] }).linePos ?? [];
    throw unreadable(path, place === undefined ? "it is no YAML" : `line ${place.line} is no YAML`);
  }
  if (parsed === null || parsed === "") return {};
  if (!isSettings(parsed)) throw unreadable(path, "it holds no settings");
  return parsed;
}
