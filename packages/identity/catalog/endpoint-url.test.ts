import { expect, test } from "vitest";
import { isEndpointUrl } from "./endpoint-url.ts";

// Each verdict is that of keystone.common.utils.check_endpoint_url.
test.each([
  ["http://x", true],
  ["http://x/%(tenant_id)s", true],
  ["http://x/$(project_id)s/%(user_id)s", true],
  ["http://x/%%", true],
  ["http://x/%(user_id)10s", true],
  ["http://x/%(user_id)%", false],
  ["http://x/%5%", false],
  ["http://x/%%%s", true],
  ["http://x/%s", true],
  ["http://x/%s/%(user_id)s", true],
  ["http://x/%(user_id)s/%s", false],
  ["http://x/%s/%s", false],
  ["http://x/%(nope)s", false],
  ["http://x/%(user_id)d", false],
  ["http://x/%(user_id)c", false],
  ["http://x/%(user_id)", false],
  ["http://x/%(user_id", false],
  ["http://x/%(user_id)*s", false],
  ["http://x/100%", false],
  ["http://x/%20", false],
  ["http://x/%z", false],
])("the verdict on the URL %j is Python's", (url, expected) => {
  expect(isEndpointUrl(url)).toBe(expected);
});
