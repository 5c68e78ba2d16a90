export { elementary, elementary64 } from "./elementary-table";
