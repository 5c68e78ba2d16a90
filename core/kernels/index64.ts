export { elementary64 } from "./elementary-table";
export * from "./second-order";
