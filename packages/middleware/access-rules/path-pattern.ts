/**
 * Whether a path fits the pattern of an access rule: `*` and `{tag}` stand for one part of the path, `**` for any number of parts
 * (keystonemiddleware/auth_token/__init__.py, _path_matches).
 *
 * Unlike there, a `.` in a pattern is a full stop and not any character: `/v2.1/servers` must not open `/v2x1/servers`.
 */
export function matchesPathPattern(path: string, pattern: string): boolean {
  let expression = "";
  for (const { 0: text } of pattern.matchAll(/\{[^}]*\}|\*(?=$|[^*])|\*\*|[^{}*]/g)) {
    if (text === "**") expression += "[^]*";
    else if (text === "*" || text.startsWith("{")) expression += "[^/]+";
    else expression += text.replace(/[\\^$.|?+()[\]]/, "\\$&");
  }
  return new RegExp(`^${expression}$`).test(path);
}
