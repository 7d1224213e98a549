import { expect, test } from "vitest";
import { renderBlobText } from "./blob-text.ts";

test("a blob's text is the one that Python's json.dumps gives", () => {
  const blob = { access: "a", "s, e: c": 'é"\u{1f600}\u007f', trust_id: null, list: [1, { b: true }], none: {}, empty: [] };
  const python =
    '{"access": "a", "s, e: c": "\\u00e9\\"\\ud83d\\ude00\\u007f", "trust_id": null, "list": [1, {"b": true}], "none": {}, "empty": []}';
  expect(renderBlobText(blob)).toBe(python);
  expect(JSON.parse(renderBlobText(blob))).toEqual(blob);
});
