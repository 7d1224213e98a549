/** A value of a clouds.yaml. Scalars are texts as they stand in the file: a password `0123` or a region `1` keeps its form. */
export type Setting = string | Settings | readonly Setting[];

export interface Settings {
  readonly [name: string]: Setting;
}

export function isSettings(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The settings below a name; none when there are none. */
export function settingsAt(settings: Settings, name: string): Settings {
  const found = settings[name];
  return isSettings(found) ? found : {};
}

/** A text; undefined for what is missing, empty or YAML's null. */
export function textAt(settings: Settings, name: string): string | undefined {
  const found = settings[name];
  return typeof found === "string" && !["", "null", "~"].includes(found) ? found : undefined;
}

/** Newer settings over older ones, also inside of nested ones (openstack/config/_util.py, merge_clouds). */
export function mergeSettings(older: Settings, newer: Settings): Settings {
  const merged: Record<string, Setting> = { ...older };
  for (const [name, value] of Object.entries(newer)) {
    const before = merged[name];
    merged[name] = isSettings(value) && isSettings(before) ? mergeSettings(before, value) : value;
  }
  return merged;
}
