export { type Controller, startController } from "./controller.ts";
