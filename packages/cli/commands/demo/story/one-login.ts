import type { Secret } from "@multisite/kernel/secret";
import { createServer } from "@multisite/openstack/compute";
import { login } from "@multisite/openstack/identity";
import { call } from "@multisite/openstack/session";
import { PROJECT, REGIONS, USER } from "../cast.ts";
import type { DemoRegion } from "../regions.ts";
import { notAsTold, type Stage, type Step } from "./types.ts";

/** Logs ann in at a site. */
export async function logInAnn({ transport, star, passwords }: Stage, node: string) {
  const domain = { id: "default" };
  const scope = { project: { name: PROJECT, domain } };
  const access = { transport, endpoint: star.node(node).endpoint };
  return await login(access, { kind: "password", user: { name: USER, domain }, password: passwords.user, scope });
}

/** A login at a site that only follows, and its token in all regions. */
export function oneLogin(stage: Stage): readonly Step[] {
  const logIn: Step = {
    title: `${USER} logs in at north, a site that only follows`,
    async run() {
      const done = await logInAnn(stage, "north-1");
      const isIn = (name: string): boolean => {
        const compute = done.body.catalog?.find(({ type }) => type === "compute");
        return compute?.endpoints.some((endpoint) => endpoint.region_id === name) ?? false;
      };
      const missing = REGIONS.filter((name) => !isIn(name));
      if (missing.length > 0) throw notAsTold(`the catalog lacks ${missing.join(", ")}`);
      stage.token = done.token;
      return `one token; its catalog lists ${REGIONS.length} regions`;
    },
  };
  return [logIn, ...stage.regions.map((region, index) => useToken(stage, region, index + 1))];
}

function useToken(stage: Stage, region: DemoRegion, number: number): Step {
  return {
    title: `with that token, ${USER} creates a server in ${region.name}`,
    async run() {
      const { transport } = stage;
      const access = { transport, endpoint: region.compute, ...tokenOf(stage.token) };
      const imageRef = await firstImage(stage, region);
      const server = await createServer(access, { name: `web-${number}`, imageRef, flavorRef: "2" });
      return `server ${server.id}, validated at ${region.site}`;
    },
  };
}

export function tokenOf(token: Secret | undefined): { readonly token?: Secret } {
  return token === undefined ? {} : { token };
}

async function firstImage({ transport, token }: Stage, region: DemoRegion): Promise<string> {
  const access = { transport, endpoint: region.image, ...tokenOf(token) };
  const { images } = await call<{ images: readonly { id: string }[] }>(access, { method: "GET", path: "/v2/images" });
  const first = images[0];
  if (!first) throw notAsTold(`${region.name} has no image`);
  return first.id;
}
