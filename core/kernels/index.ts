export { elementary } from "./elementary-table";
