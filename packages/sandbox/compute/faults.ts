/** An error as Nova puts it on the wire: `{"itemNotFound": {"code": 404, "message": "..."}}` (nova/api/openstack/wsgi.py, Fault). */
export class ComputeFault extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ComputeFault";
    this.status = status;
  }

  body(): object {
    return { [FAULT_NAMES[this.status] ?? "computeFault"]: { code: this.status, message: this.message } };
  }
}

const FAULT_NAMES: Readonly<Record<number, string>> = { 400: "badRequest", 403: "forbidden", 404: "itemNotFound" };
