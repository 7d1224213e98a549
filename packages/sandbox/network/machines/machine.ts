import { BROADCAST, type Fabric } from "../data-plane/fabric.ts";

/** An instance on one port, with as much of an operating system as speaks ARP. */
export interface Machine {
  readonly name: string;
  readonly site: string;
  readonly portId: string;
  readonly mac: string;
  /** Its port's own address. */
  readonly address: string;
  /** Sends to an address of the network. As a real sender, it never learns whether that came to anybody. */
  send(to: string, payload: Payload): void;
  /** Sends to all ports of the network. */
  sendToAll(payload: Payload): void;
  /** Is told of what comes to any of its addresses, until the returned function is called. */
  onReceive(heard: (message: Message) => void): () => void;
  /** Answers for one more address from now on, and says so to all (gratuitous ARP). */
  hold(address: string): void;
  release(address: string): void;
  holds(address: string): boolean;
  /** Hangs, as an instance whose hypervisor is lost: its port stays as it is, and nothing comes from it. */
  isHung: boolean;
}

export interface MachinePort {
  readonly name: string;
  readonly site: string;
  readonly portId: string;
  readonly mac: string;
  readonly address: string;
}

export type Payload = Readonly<Record<string, unknown>>;

export interface Message {
  readonly from: string;
  readonly to: string;
  readonly payload: Payload;
}

type Packet =
  | { readonly is: "question"; readonly target: string; readonly mac: string; readonly address: string }
  | { readonly is: "answer" | "announcement"; readonly mac: string; readonly address: string }
  | ({ readonly is: "message" } & Message);

/** Machines that reach one another by frames, and frames by what the hosts of all sites were told. */
export interface Machines {
  boot(port: MachinePort): Machine;
}

export function createMachines(fabric: Fabric): Machines {
  const receivers = new Map<string, (packet: Packet) => void>();

  function boot({ name, site, portId, mac, address }: MachinePort): Machine {
    const held = new Set([address]);
    const neighbours = new Map<string, string>();
    const listeners = new Set<(message: Message) => void>();
    const transmit = (destination: string, sourceAddress: string, packet: Packet): void => {
      if (machine.isHung) return;
      for (const { port, isAccepted } of fabric.send(site, portId, { destination, sourceAddress }))
        if (isAccepted) receivers.get(port.id)?.(packet);
    };
    const ask = (target: string): string | undefined => {
      transmit(BROADCAST, address, { is: "question", target, mac, address });
      return neighbours.get(target);
    };

    function receive(packet: Packet): void {
      if (machine.isHung) return;
      switch (packet.is) {
        case "question":
          if (!held.has(packet.target)) return;
          neighbours.set(packet.address, packet.mac);
          transmit(packet.mac, packet.target, { is: "answer", mac, address: packet.target });
          return;
        case "answer":
          neighbours.set(packet.address, packet.mac);
          return;
        case "announcement":
          // Linux takes an announcement for what it knows already, and learns nothing new from it (arp_accept).
          if (neighbours.has(packet.address)) neighbours.set(packet.address, packet.mac);
          return;
        case "message":
          if (packet.to !== BROADCAST && !held.has(packet.to)) return;
          for (const heard of listeners) heard(packet);
      }
    }

    const machine: Machine = {
      name,
      site,
      portId,
      mac,
      address,
      isHung: false,
      send(to, payload) {
        const destination = neighbours.get(to) ?? ask(to);
        if (destination !== undefined) transmit(destination, address, { is: "message", from: address, to, payload });
      },
      sendToAll: (payload) => transmit(BROADCAST, address, { is: "message", from: address, to: BROADCAST, payload }),
      onReceive(heard) {
        listeners.add(heard);
        return () => listeners.delete(heard);
      },
      hold(one) {
        held.add(one);
        transmit(BROADCAST, one, { is: "announcement", mac, address: one });
      },
      release: (one) => void held.delete(one),
      holds: (one) => held.has(one),
    };
    receivers.set(portId, receive);
    return machine;
  }

  return { boot };
}
