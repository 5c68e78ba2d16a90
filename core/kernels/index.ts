export { elementary } from "./elementary-table";
export { evaluate } from "./evaluate";
export { train } from "./epoch";
export { single } from "./single";
