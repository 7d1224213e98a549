import type { TLSSocket } from "node:tls";

const BINDING_BYTES = 32;

/** The same at both ends of a TLS connection and of no other (RFC 8446, section 7.5). */
export function bindingOf(tls: TLSSocket): Buffer {
  return tls.exportKeyingMaterial(BINDING_BYTES, "EXPERIMENTAL-multisite-join", Buffer.alloc(0));
}
