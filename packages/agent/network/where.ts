import type { FactStore } from "@multisite/kernel/facts";

/** Says which node's agent has the cloud of a site. The newest word counts: an operator moves it by giving another node the cloud. */
const KIND = "network.connector";

/** The node whose agent has the cloud of a site; undefined: none is known. */
export function connectorNode(store: Pick<FactStore, "list">, site: string): string | undefined {
  const node = store.list(KIND, site).at(-1)?.body;
  return typeof node === "string" ? node : undefined;
}

/** Tells all nodes, once. */
export function tellConnector(
  store: FactStore,
  { site, node }: { readonly site: string; readonly node: string },
  nowMs: number,
): void {
  if (connectorNode(store, site) !== node) store.append({ kind: KIND, subject: site, atMs: nowMs, body: node });
}
