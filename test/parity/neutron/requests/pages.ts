import type { NeutronRequest } from "../types.ts";
import { ask, create, list, NOBODYS_ID, remove, show } from "./write.ts";

const letters = ["a", "b", "c", "d", "e"];
const page = (query: string) => list("network", `description=pages&${query}`, { isOrdered: true });

/** Lists cut into pages, sorted, filtered; and requests about a certain revision. */
export const pages: readonly NeutronRequest[] = [
  ...letters.map((name) => create("network", { name: `page-${name}`, description: "pages" }, { keep: name })),
  page("sort_key=name&sort_dir=asc&fields=name"),
  page("sort_key=name&sort_dir=desc&fields=name"),
  page("sort_key=name&sort_dir=asc&limit=2&fields=name"),
  page("sort_key=name&sort_dir=asc&limit=2&marker={b}&fields=name"),
  page("sort_key=name&sort_dir=asc&limit=2&marker={d}&fields=name"),
  page("sort_key=name&sort_dir=asc&limit=2&marker={e}&fields=name"),
  page("sort_key=name&sort_dir=asc&limit=2&marker={d}&page_reverse=True&fields=name"),
  page("sort_key=name&sort_dir=asc&limit=2&marker={b}&page_reverse=True&fields=name"),
  page("sort_key=name&sort_dir=asc&limit=100&fields=name"),
  page("sort_key=name&sort_dir=asc&limit=0&fields=name"),
  page("sort_key=name&sort_dir=asc&limit=-1"),
  page("sort_key=name&sort_dir=asc&limit=many"),
  page(`sort_key=name&sort_dir=asc&limit=2&marker=${NOBODYS_ID}`),
  page("sort_key=colour&sort_dir=asc"),
  page("sort_key=name&sort_dir=up&fields=name"),
  page("sort_key=name&fields=name"),
  page("sort_key=status&sort_dir=asc&sort_key=name&sort_dir=desc&limit=3&fields=name"),
  page("sort_key=description&sort_dir=asc"),
  page("sort_dir=desc&fields=name"),
  page("sort_key=name&sort_dir=asc&name=page-a&name=page-c&fields=name"),
  page("sort_key=name&sort_dir=asc&name=&fields=name"),
  page("sort_key=name&sort_dir=asc&admin_state_up=True&shared=False&fields=name"),
  page("sort_key=name&sort_dir=asc&status=ACTIVE&status=DOWN&fields=name"),
  page("sort_key=name&sort_dir=asc&router:external=True&fields=name"),
  page("sort_key=name&sort_dir=asc&provider:network_type=vxlan&fields=name"),
  page("sort_key=name&sort_dir=asc&mtu=1450&fields=name"),
  page("sort_key=name&sort_dir=asc&mtu=much&fields=name"),
  page("changed_since=2020-01-01T00:00:00"),
  page("updated_at=2020-01-01T00:00:00Z"),
  page("revision_number=1000000&fields=name"),
  page("colour=blue"),
  page("id={a}&id={c}&sort_key=name&sort_dir=asc&fields=name"),
  list("network", "name=page-a&fields=name", { as: "red" }),
  show("network", "{a}?fields=colour"),
  ask("PUT", "/networks/{a}", { network: { name: "other" } }, { headers: { "if-match": "revision_number=100" } }),
  ask("PUT", "/networks/{a}", { network: { name: "other" } }, { headers: { "if-match": "colour=blue" } }),
  ask("DELETE", "/networks/{a}", undefined, { headers: { "if-match": "revision_number=100" } }),
  ...letters.map((name) => remove("network", `{${name}}`)),
];
