import type { RemotePortHere, RemotePortList } from "@multisite/network";
import type { Column } from "../../output/table.ts";

export const REMOTE_COLUMNS: readonly Column<RemotePortHere>[] = [
  { heading: "in", cell: (port) => port.in },
  { heading: "network", cell: ({ of }) => of.network, importance: 2 },
  { heading: "of", cell: ({ of }) => `${of.site}/${of.portId}` },
  { heading: "name", cell: ({ name }) => name, importance: 1 },
  { heading: "address", cell: ({ addresses }) => addresses.join(", ") },
  { heading: "mac", cell: ({ mac }) => mac },
  { heading: "endpoint", cell: ({ made }) => made?.endpoint ?? "-" },
  {
    heading: "realized",
    cell: ({ lacks }) => (lacks.length === 0 ? "yes" : `no: ${lacks.join("; ")}`),
    style: ({ lacks }) => (lacks.length === 0 ? "green" : "red"),
  },
];

/** What a table cannot show: sites of which nothing is known. */
export function silentLines({ silent }: RemotePortList): string {
  return silent.map(({ site, problem }) => `${site} does not answer: ${problem}\n`).join("");
}
