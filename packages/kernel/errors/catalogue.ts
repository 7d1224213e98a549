import type { ErrorEntry } from "./index.ts";

/** The errors of the rooms that know no OpenStack word. */
export const kernelErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "kernel.config.unknown",
    remedy: "A setting is named that there is not. Correct its name, or take the line out.",
    status: 1,
  },
  {
    code: "kernel.config.value",
    remedy: "A setting has a value that it cannot have. The message says what is allowed.",
    status: 1,
  },
  {
    code: "kernel.sql.url",
    remedy: "Write the database as sqlite:///PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE.",
    status: 1,
  },
  {
    code: "kernel.sql.open",
    remedy: "The database file cannot be opened. Check that its directory exists and is writable for this user.",
    status: 1,
  },
  {
    code: "kernel.transport.unreachable",
    remedy: "No connection to the server. Check that it runs, and the network in between.",
    status: 1,
  },
  {
    code: "kernel.transport.timeout",
    remedy: "The server took too long to answer. Check its load, and the network in between.",
    status: 1,
  },
];
