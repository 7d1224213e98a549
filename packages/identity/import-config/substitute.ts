/** Gives the text of an option, or undefined where nobody knows it. */
export type Lookup = (group: string, option: string) => string | undefined;

const MAX_DEPTH = 20;

/**
 * Replaces `$option`, `${option}` and `${group.option}` by those options' values; `$$` and `\$` are a dollar sign. What nobody
 * knows stays as it is written (oslo_config/cfg.py, ConfigOpts._substitute). A `%` means nothing to oslo.config.
 */
export function substitute(value: string, group: string, lookup: Lookup, depth = 0): string {
  return value.replace(/\\\$|\$\$|\$\{([_a-z][._a-z0-9]*)\}|\$([_a-z][._a-z0-9]*)/gi, (written, braced, bare) => {
    if (written === "$$" || written === "\\$") return "$";
    const name = String(braced ?? bare);
    const [first, ...rest] = name.split(".");
    const [fromGroup, option] = rest.length === 0 ? [group, name] : [first as string, rest.join(".")];
    const found = lookup(fromGroup, option) ?? (rest.length === 0 ? lookup("DEFAULT", name) : undefined);
    // An option that names itself would never end.
    if (found === undefined || depth >= MAX_DEPTH) return written;
    return substitute(found, fromGroup, lookup, depth + 1);
  });
}
