import { Secret } from "@multisite/kernel/secret";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { renderCloudsFile } from "./render.ts";

test("a clouds.yaml names every region, and is a secret as a whole", () => {
  const file = renderCloudsFile({
    demo: {
      authUrl: "http://identity:5000/v3",
      username: "ann",
      password: new Secret("p: 'w\""),
      projectName: "vnf",
      userDomainName: "Default",
      projectDomainName: "Default",
      regionNames: ["RegionOne", "RegionTwo"],
      computeApiVersion: "2.37",
    },
  });
  expect(`${file}`).toBe("[secret]");
  expect(parse(file.reveal())).toEqual({
    clouds: {
      demo: {
        auth: {
          auth_url: "http://identity:5000/v3",
          username: "ann",
          password: "p: 'w\"",
          project_name: "vnf",
          user_domain_name: "Default",
          project_domain_name: "Default",
        },
        regions: ["RegionOne", "RegionTwo"],
        identity_api_version: "3",
        // A number would lose the 0 of 2.10.
        compute_api_version: "2.37",
      },
    },
  });
});
