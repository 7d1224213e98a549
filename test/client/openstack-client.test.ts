import { afterAll, beforeAll, expect, test } from "vitest";
import { ringOne } from "../../rig/debian/packages.ts";
import { type RunningIdentity, startIdentity } from "../../rig/identity.ts";
import { type Clients, column, startClients } from "../rig/openstack-client/client.ts";
import { describeReal } from "../support/describe-real.ts";

/** The short form of test/rig/openstack-client.test.ts, which has every resource and both engines. */
describeReal("the real openstack client on our service", ringOne, () => {
  let identity: RunningIdentity;
  let clients: Clients;

  beforeAll(async () => {
    identity = await startIdentity();
    clients = startClients(identity);
  });

  afterAll(async () => {
    await clients?.close();
    await identity?.stop();
  });

  test("makes a project with a user in it, who then logs in and sees what is theirs", async () => {
    const { admin } = clients;
    await admin.ok("project create --tag red lab");
    await admin.ok("user create --password pw fay");
    await admin.ok("role add --user fay --project lab member");
    expect(await admin.list("role assignment list --user fay --names --effective")).toMatchObject([
      { Role: expect.any(String), User: "fay@Default", Project: "lab@Default" },
      { Role: expect.any(String) },
    ]);
    expect(await admin.list("project list --tags red")).toMatchObject([{ Name: "lab" }]);
    const fay = clients.as({ username: "fay", password: "pw", project: "lab" });
    expect(column(await fay.list("catalog list"), "Type")).toEqual(["identity"]);
    expect(await fay.show("application credential create --secret s robot")).toMatchObject({ name: "robot", secret: "s" });
    await fay.fails("user list", /403/);
  });

  test("ends with code 1 and Keystone's words where Keystone refuses", async () => {
    const { admin } = clients;
    await admin.fails("project create lab", /409/);
    await admin.fails("project show absent", /absent/);
    await admin.fails("role delete admin", /403/);
  });

  test("issues a token and revokes it", async () => {
    const { admin } = clients;
    const { id } = await admin.show("token issue");
    await admin.ok(`token revoke ${id}`);
    await admin.fails(`token revoke ${id}`, /404/);
  });
});
