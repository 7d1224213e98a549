export { methodsOfReceipt } from "./accept.ts";
export { receiptRequired } from "./issue.ts";
