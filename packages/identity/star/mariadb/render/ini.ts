/** One line of a settings file. */
export interface Setting {
  readonly name: string;
  readonly value: string | number;
}

/** Settings that belong together, and why they are as they are. */
export interface SettingGroup {
  readonly why: string;
  readonly settings: readonly Setting[];
}

/** A group, from its reason and `{ name: value }`. */
export function group(why: string, settings: Readonly<Record<string, string | number>>): SettingGroup {
  return { why, settings: Object.entries(settings).map(([name, value]) => ({ name, value })) };
}

/** A section in the form that MariaDB reads. */
export function iniSection(name: string, groups: readonly SettingGroup[]): string {
  const texts = groups.map(({ why, settings }) =>
    [...comment(why), ...settings.map(({ name, value }) => `${name} = ${value}`)].join("\n"),
  );
  return `[${name}]\n${texts.join("\n\n")}\n`;
}

/** A comment of several lines. */
export function comment(text: string): readonly string[] {
  return text.split("\n").map((line) => `# ${line}`);
}
