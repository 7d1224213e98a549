export { OpenStackError, openStackErrorCatalogue, readJson } from "./answer.ts";
export { type Access, type ApiCall, ask, call } from "./request.ts";
