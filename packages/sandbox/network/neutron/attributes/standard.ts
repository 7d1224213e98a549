import { text, uuid } from "./checks.ts";
import { toBoolean, toInteger } from "./converters.ts";
import type { Attribute, AttributeMap } from "./types.ts";

/** Of every resource of a project. */
export const identified: AttributeMap = {
  id: { in: "none", check: uuid, isFilter: true, isSortKey: true },
  tenant_id: { in: "POST", check: text(255), isFilter: true, isSortKey: true },
  project_id: { in: "POST", check: text(255), isFilter: true, isSortKey: true },
  description: { in: "POST PUT", default: "", check: text(255), isFilter: true },
  revision_number: { in: "none", convert: toInteger, isFilter: true, isSortKey: true },
  created_at: { in: "none" },
  updated_at: { in: "none" },
};

/** Filters of what takes tags; they are lists with commas in between. */
export const tagged: AttributeMap = {
  tags: { in: "none", isFilter: true },
  "tags-any": { in: "none", isFilter: true },
  "not-tags": { in: "none", isFilter: true },
  "not-tags-any": { in: "none", isFilter: true },
};

export const name: Attribute = { in: "POST PUT", default: "", check: text(255), isFilter: true, isSortKey: true };
export const status: Attribute = { in: "none", isFilter: true, isSortKey: true };
export const neutronsOwn: Attribute = { in: "none" };

export const isUp: Attribute = { in: "POST PUT", default: true, convert: toBoolean, isFilter: true, isSortKey: true };
