export { drainServer } from "./drain.ts";
export { hopByHopHeaders } from "./hop-by-hop.ts";
export { listen } from "./listen.ts";
export { followTlsFiles, readTlsFiles, type TlsFiles, type TlsMaterial } from "./tls-files.ts";
