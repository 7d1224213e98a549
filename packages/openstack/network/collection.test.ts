import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Asked, type Reply, startTestServer } from "../testing/index.ts";
import { createNetworkClient } from "./index.ts";
import { splitFilters } from "./query.ts";

const params = ({ path }: Asked): URLSearchParams => new URL(path, "http://test").searchParams;

/** Pages over IDs as Neutron has them: sorted, from the marker on; 404 for a marker that is gone. */
function pages(ids: () => readonly string[]): (asked: Asked) => Reply {
  return (asked) => {
    const marker = params(asked).get("marker");
    const limit = Number(params(asked).get("limit"));
    const from = marker === null ? 0 : ids().indexOf(marker) + 1;
    if (marker !== null && from === 0)
      return { status: 404, body: { NeutronError: { type: "PortNotFound", message: "no marker" } } };
    const found = ids().slice(from, from + limit);
    const href = `http://unreachable.invalid/ports?limit=${limit}&marker=${found.at(-1)}`;
    const links = found.length === limit ? { ports_links: [{ rel: "next", href }] } : {};
    return { status: 200, body: { ports: found.map((id) => ({ id })), ...links } };
  };
}

describe("a list", () => {
  test("has every page, each with the filters and fields that were asked for, whatever host the links name", async () => {
    const ids = ["a", "b", "c", "d", "e"];
    await using server = await startTestServer(pages(() => ids));
    const found = await createNetworkClient(server.service()).ports.list(
      { "binding:host_id": "vtep", fixed_ips: ["ip_address=192.0.2.7", "subnet_id=s"], admin_state_up: true },
      { fields: ["id"], pageSize: 2 },
    );
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(server.asked).toHaveLength(3);
    for (const asked of server.asked) {
      expect(params(asked).getAll("fixed_ips")).toEqual(["ip_address=192.0.2.7", "subnet_id=s"]);
      expect(params(asked).get("binding:host_id")).toBe("vtep");
      expect(params(asked).getAll("fields")).toEqual(["id"]);
    }
  });

  test("keeps of each one what the caller says, before the next page is asked for", async () => {
    const known = { id: "b" };
    await using server = await startTestServer(pages(() => ["a", "b", "c"]));
    const seen: string[] = [];
    const found = await createNetworkClient(server.service()).ports.list(
      {},
      {
        fields: ["id"],
        pageSize: 2,
        keep(port) {
          seen.push(`${port.id} of page ${server.asked.length}`);
          return port.id === "b" ? known : port;
        },
      },
    );
    expect(seen).toEqual(["a of page 1", "b of page 1", "c of page 2"]);
    expect(found[1]).toBe(known);
    expect(found).toHaveLength(3);
  });

  test("begins again when the last one of a page was deleted before the next page", async () => {
    let ids = ["a", "b", "c", "d"];
    await using server = await startTestServer((asked) => {
      const reply = pages(() => ids)(asked);
      ids = ids.filter((id) => id !== "b");
      return reply;
    });
    const found = await createNetworkClient(server.service()).ports.list({}, { pageSize: 2 });
    expect(found.map(({ id }) => id)).toEqual(["a", "c", "d"]);
  });

  test("has each one that was there all the time, once, whatever is deleted meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.array(fc.nat(11), { maxLength: 2 }), { maxLength: 8 }),
        async (all, pageSize, deletions) => {
          let ids = [...all].sort();
          await using server = await startTestServer((asked, count) => {
            const reply = pages(() => ids)(asked);
            const deleted = (deletions[count - 1] ?? []).map((place) => ids[place]);
            ids = ids.filter((id) => !deleted.includes(id));
            return reply;
          });
          const found = (await createNetworkClient(server.service()).ports.list({}, { pageSize })).map(({ id }) => id);
          expect(found).toEqual([...new Set(found)]);
          expect(found).toEqual(expect.arrayContaining(ids));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is asked for as a whole when each page's last one is deleted at once; a path that is not there is asked for once", async () => {
    let ids = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    await using server = await startTestServer((asked) => {
      const isWhole = params(asked).get("limit") === null;
      const reply = pages(() => ids)(isWhole ? { ...asked, path: `${asked.path}?limit=100` } : asked);
      if (!isWhole) ids = ids.filter((id) => !JSON.stringify(reply).includes(`marker=${id}`));
      return reply;
    });
    const found = await createNetworkClient(server.service()).ports.list({}, { pageSize: 1 });
    expect(found.map(({ id }) => id)).toEqual(["e", "f", "g", "h", "i"]);
    await using without = await startTestServer(() => ({
      status: 404,
      body: { NeutronError: { type: "HTTPNotFound", message: "no" } },
    }));
    await expect(createNetworkClient(without.service()).routers.list()).rejects.toMatchObject({ status: 404 });
    expect(without.asked).toHaveLength(1);
  });

  test("a query that is too long for a server is split without losing or doubling a value", () => {
    fc.assert(
      fc.property(fc.array(fc.uuid(), { maxLength: 60 }), fc.integer({ min: 100, max: 900 }), (ids, maxLength) => {
        const parts = splitFilters({ id: ids, status: "DOWN" }, maxLength);
        const values = parts.flatMap(({ id }) => id);
        expect(new Set(values)).toEqual(new Set(ids));
        if (parts.length > 1) expect(values).toHaveLength(new Set(ids).size);
        expect(parts.every(({ status }) => status === "DOWN")).toBe(true);
      }),
    );
  });
});

describe("creating with a way to recognize it", () => {
  const request = { network_id: "n", mac_address: "fa:16:3e:00:00:01" };
  const recognize = { network_id: "n", mac_address: "fa:16:3e:00:00:01" };
  const made = { id: "p", ...request };
  const found = (ports: readonly object[]): Reply => ({ status: 200, body: { ports } });
  const methods = (asked: readonly Asked[]): string => asked.map(({ method }) => method).join(" ");

  test("what a lost request made is found, and not made twice", async () => {
    await using server = await startTestServer(({ method }) => (method === "POST" ? "cut" : found([made])));
    expect(await createNetworkClient(server.service()).ports.create(request, { recognize })).toEqual(made);
    expect(methods(server.asked)).toBe("POST GET");
  });

  test("what a lost request did not make is asked for once more", async () => {
    await using server = await startTestServer(({ method }, count) => {
      if (method === "GET") return found([]);
      return count === 1 ? { status: 504 } : { status: 201, body: { port: made } };
    });
    expect(await createNetworkClient(server.service()).ports.create(request, { recognize })).toEqual(made);
    expect(methods(server.asked)).toBe("POST GET POST");
  });

  test("what a lost request makes while it is looked for is found when Neutron says that it is taken", async () => {
    await using server = await startTestServer(({ method }, count) => {
      if (method === "GET") return found(count === 2 ? [] : [made]);
      return count === 1 ? "cut" : { status: 409, body: { NeutronError: { type: "MacAddressInUse", message: "taken" } } };
    });
    expect(await createNetworkClient(server.service()).ports.create(request, { recognize })).toEqual(made);
  });

  test("without it, and when several are found, the doubt is the caller's", async () => {
    await using server = await startTestServer(({ method }) => (method === "POST" ? "cut" : found([made, { id: "q" }])));
    const { ports } = createNetworkClient(server.service());
    await expect(ports.create(request)).rejects.toMatchObject({ code: "openstack.unanswered", mayHaveHappened: true });
    await expect(ports.create(request, { recognize })).rejects.toMatchObject({ code: "openstack.unanswered" });
    expect(methods(server.asked)).toBe("POST POST GET");
  });

  test("what another has taken is refused as Neutron says", async () => {
    const taken: Reply = { status: 409, body: { NeutronError: { type: "MacAddressInUse", message: "taken" } } };
    await using server = await startTestServer(() => taken);
    await expect(createNetworkClient(server.service()).ports.create(request, { recognize })).rejects.toMatchObject({
      type: "MacAddressInUse",
    });
    expect(methods(server.asked)).toBe("POST");
  });
});
