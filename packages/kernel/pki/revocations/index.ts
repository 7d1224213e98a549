export { readRevocations, signRevocations } from "./sign.ts";
export { openRevocations, type Revocations, type RevocationsOptions } from "./store.ts";
