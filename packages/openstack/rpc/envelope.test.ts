import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMessage, decodeReply, encodeMessage } from "./envelope.ts";

describe("oslo.messaging's envelope 2.0", () => {
  test("a call has what a server needs to answer it, and a context that Neutron's plugin takes for an administrator's", () => {
    const args = { device: "port-1", host: "vtep-192.0.2.11", agent_id: "vtep-192.0.2.11" };
    const body = encodeMessage({
      method: "update_device_up",
      args,
      version: "1.0",
      uniqueId: "u1",
      replyTo: { queue: "reply_1", messageId: "m1" },
    });
    const outer = JSON.parse(body.toString("utf8"));
    expect(outer["oslo.version"]).toBe("2.0");
    expect(JSON.parse(outer["oslo.message"])).toEqual({
      method: "update_device_up",
      args,
      version: "1.0",
      _unique_id: "u1",
      _context_is_admin: true,
      _msg_id: "m1",
      _reply_q: "reply_1",
    });
  });

  test("what is sent is what is read, whatever the arguments are", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string({ minLength: 1 }), (args, method) => {
        const sent = JSON.parse(JSON.stringify(args));
        const read = decodeMessage(encodeMessage({ method, args: sent, version: "1.9", uniqueId: "u" }));
        expect(read).toEqual({ method, args: sent, version: "1.9" });
      }),
    );
  });

  test("a failure of the server keeps its class and text, and its traceback is private", () => {
    const failure = JSON.stringify({
      class: "NetworkNotFound",
      module: "neutron_lib.exceptions",
      message: "no net",
      tb: ["line 1"],
    });
    const inner = { _msg_id: "m1", result: null, failure, ending: true };
    const body = Buffer.from(JSON.stringify({ "oslo.version": "2.0", "oslo.message": JSON.stringify(inner) }));
    const reply = decodeReply(body);
    expect(reply.failure).toMatchObject({ code: "openstack.rpc.remote", message: "NetworkNotFound: no net" });
    expect(reply.failure?.message).not.toContain("line 1");
  });

  test.each(["", "null", "[]", "{}", '{"oslo.version":"1.0","oslo.message":"{}"}', '{"oslo.version":"2.0","oslo.message":"[]"}'])(
    "%j is refused",
    (text) => {
      expect(() => decodeMessage(Buffer.from(text))).toThrow(expect.objectContaining({ code: "openstack.rpc.message" }));
    },
  );
});
