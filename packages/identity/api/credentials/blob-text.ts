/**
 * JSON as Python writes it, with spaces after commas and colons and only ASCII: clients see an EC2 credential's blob as text,
 * and it is the same text whichever service made it (keystone/api/users.py and credentials.py, jsonutils.dumps).
 */
export function renderBlobText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderBlobText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([name, field]) => `${renderBlobText(name)}: ${renderBlobText(field)}`);
    return `{${fields.join(", ")}}`;
  }
  return escapeNonAscii(JSON.stringify(value));
}

function escapeNonAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
