/** An error as Neutron puts it on the wire: `{"NeutronError": {"type", "message", "detail"}}` (neutron_lib/api/faults.py). */
export class NeutronFault extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.name = "NeutronFault";
    this.status = status;
    this.type = type;
  }

  body(): object {
    return { NeutronError: { type: this.type, message: this.message, detail: "" } };
  }
}

export function notFound(resource: "Network" | "Subnet" | "Port" | "Agent", id: string): NeutronFault {
  const message = resource === "Agent" ? `Agent ${id} could not be found.` : `${resource} ${id} could not be found.`;
  return new NeutronFault(404, `${resource}NotFound`, message);
}
