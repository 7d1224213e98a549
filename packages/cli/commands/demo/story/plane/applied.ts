import { writeFileSync } from "node:fs";
import type { Terminal } from "../../../../terminal/index.ts";
import { beginRun } from "../../../runs/begin.ts";
import { planeFile } from "../../place.ts";
import { PLANE, PLANE_SITES } from "../../plane/cast.ts";
import { planeDocument } from "../../plane/document.ts";
import { notAsTold, type Step, type Tell } from "../types.ts";
import type { PlaneScene } from "./scene.ts";

/** The same run as the command's, at the same agent: what it shows is what the command shows. */
export function applied({ context, place, star, clouds }: PlaneScene): readonly Step[] {
  return [
    {
      title: `network apply makes the backup plane in ${PLANE_SITES.map(({ name }) => name).join(", ")}`,
      async run(tell) {
        const text = planeDocument();
        writeFileSync(planeFile(place), text);
        const flags = { home: star.node("east-1").home.directory, dryRun: false, output: "table" } as const;
        await beginRun({ ...context, terminal: linesTo(tell) }, flags, { name: "network-apply", input: { text } });
        const made = await Promise.all(
          PLANE_SITES.map(async ({ name }) => (await clouds.client(name).networks.list({ name: PLANE }))[0]),
        );
        const vnis = new Set(made.map((network) => network?.["provider:segmentation_id"]));
        if (made.includes(undefined) || vnis.size !== 1) throw notAsTold(`${PLANE} is not the same network in all sites`);
        return `one network in ${made.length} Neutrons, VNI ${[...vnis][0]} in all of them`;
      },
    },
  ];
}

function linesTo(tell: Tell): Terminal {
  const write = (text: string): void => {
    for (const line of text.split("\n")) if (line !== "") tell.line(line);
  };
  return { write, writeError: write, askSecret: async () => undefined, isScreen: false, columns: undefined };
}
