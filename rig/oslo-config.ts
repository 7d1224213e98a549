/** The content of a service's configuration file as `section -> option -> value`, with the service's own names. */
export type OsloSettings = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** The caller's options win, option by option. */
export function mergeSettings(base: OsloSettings, overrides: OsloSettings): OsloSettings {
  const merged: Record<string, OsloSettings[string]> = { ...base };
  for (const [section, options] of Object.entries(overrides)) merged[section] = { ...merged[section], ...options };
  return merged;
}

/** Renders oslo.config's ini format. */
export function renderSettings(settings: OsloSettings): string {
  const sections = Object.entries(settings).map(([section, options]) => {
    const lines = Object.entries(options).map(([name, value]) => `${name} = ${value}`);
    return `[${section}]\n${lines.join("\n")}\n`;
  });
  return sections.join("\n");
}
