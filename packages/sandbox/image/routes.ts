import type { FastifyInstance } from "fastify";
import { isoSeconds } from "../compute/render-server.ts";
import type { Image, RegionState } from "../region/state.ts";

/** As much of Glance's API as clients need to find an image by name. Its endpoint is `/image`. */
export function registerImages(app: FastifyInstance, state: RegionState): void {
  app.get("/image", async (request, reply) => {
    const href = `${request.protocol}://${request.host}/image/v2/`;
    reply.code(300);
    return { versions: [{ id: "v2.9", status: "CURRENT", links: [{ rel: "self", href }] }] };
  });
  app.get<{ Querystring: { name?: string } }>("/image/v2/images", async ({ query }) => {
    const images = state.images.filter(({ name }) => query.name === undefined || name === query.name);
    return { images: images.map(renderImage), first: "/v2/images", schema: "/v2/schemas/images" };
  });
  app.get<{ Params: { id: string } }>("/image/v2/images/:id", async ({ params }, reply) => {
    const image = state.images.find(({ id }) => id === params.id);
    if (image) return renderImage(image);
    return reply
      .code(404)
      .type("text/html")
      .send(`<html><body>No image found with ID ${params.id.replace(/[^\w-]/g, "")}</body></html>`);
  });
}

function renderImage({ id, name, sizeBytes, createdAtMs }: Image): object {
  return {
    id,
    name,
    status: "active",
    visibility: "public",
    protected: false,
    container_format: "bare",
    disk_format: "qcow2",
    min_disk: 0,
    min_ram: 0,
    size: sizeBytes,
    tags: [],
    os_hidden: false,
    created_at: isoSeconds(createdAtMs),
    updated_at: isoSeconds(createdAtMs),
    self: `/v2/images/${id}`,
    file: `/v2/images/${id}/file`,
    schema: "/v2/schemas/image",
  };
}
