export { createImageClient, type ImageClient } from "./client.ts";
export type { Image, ImageChange, ImageRequest } from "./images.ts";
