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

/** How Neutron says of each resource that it is not there. */
const ABSENCES = {
  Network: (id) => ["NetworkNotFound", `Network ${id} could not be found.`],
  Subnet: (id) => ["SubnetNotFound", `Subnet ${id} could not be found.`],
  Port: (id) => ["PortNotFound", `Port ${id} could not be found.`],
  Agent: (id) => ["AgentNotFound", `Agent ${id} could not be found.`],
  Router: (id) => ["RouterNotFound", `Router ${id} could not be found`],
  FloatingIP: (id) => ["FloatingIPNotFound", `Floating IP ${id} could not be found`],
  SecurityGroup: (id) => ["SecurityGroupNotFound", `Security group ${id} does not exist`],
  SecurityGroupRule: (id) => ["SecurityGroupRuleNotFound", `Security group rule ${id} does not exist`],
} as const satisfies Readonly<Record<string, (id: string) => readonly [string, string]>>;

export function notFound(resource: keyof typeof ABSENCES, id: string): NeutronFault {
  const [type, message] = ABSENCES[resource](id);
  return new NeutronFault(404, type, message);
}

/** What is not there, or not for this caller. */
export function nothingHere(): NeutronFault {
  return new NeutronFault(404, "HTTPNotFound", "The resource could not be found.");
}

/** A body or a query that the API refuses before a plugin sees it. */
export function badRequest(message: string): NeutronFault {
  return new NeutronFault(400, "HTTPBadRequest", message);
}

/** Neutron adds the full stop. */
export function invalidInput(message: string): NeutronFault {
  return new NeutronFault(400, "InvalidInput", `Invalid input for operation: ${message}.`);
}

/** `Bad router request: ...`; Neutron adds the full stop. */
export function badResource(resource: string, message: string): NeutronFault {
  return new NeutronFault(400, "BadRequest", `Bad ${resource} request: ${message}.`);
}

export function conflict(type: string, message: string): NeutronFault {
  return new NeutronFault(409, type, message);
}

export function disallowed(rule: string): NeutronFault {
  return new NeutronFault(403, "PolicyNotAuthorized", `${rule} is disallowed by policy`);
}
