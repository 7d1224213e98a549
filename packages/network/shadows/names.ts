/**
 * What our own things are called in every Neutron, so that they are told from everybody else's and no site mirrors another one's mirror.
 * No `compute:` owner, of which Nova would be told; an owner that DHCP does not know is only waited for where DHCP is on.
 */
export const SHADOW_OWNER = "multisite:remote-port";

/** Of ports that hold an address which moves between others (a VIP): they have no host, and are never mirrored. */
export const VIP_OWNER = "multisite:vip";

/** Of ports that keep an external address which is in another site: no Neutron here may give it out. */
export const FLOATING_IP_OWNER = "multisite:floating-ip";

const HOST_PREFIX = "multisite-vtep-";

/**
 * The host of the agent that stands for a tunnel endpoint of another site: one for each endpoint, because an agent whose
 * `tunneling_ip` changes leaves the former one in every flood list (measured).
 */
export function shadowHost(vtep: string): string {
  return `${HOST_PREFIX}${vtep}`;
}

export function isShadowHost(host: string | undefined): boolean {
  return host?.startsWith(HOST_PREFIX) ?? false;
}

/** The endpoint that a host of ours stands for; undefined for all other hosts. */
export function vtepOfShadowHost(host: string | undefined): string | undefined {
  return host?.startsWith(HOST_PREFIX) ? host.slice(HOST_PREFIX.length) : undefined;
}

/** The tag by which a connector knows the network of a document again, whatever it is called. */
export function networkTag(name: string): string {
  return `${TAG}${name}`;
}

/** Whether something was made for a network of ours, by its tag or description. */
export function isNetworkTag(text: string | undefined): boolean {
  return text?.startsWith(TAG) ?? false;
}

const TAG = "multisite-network=";
