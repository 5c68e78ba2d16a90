export { elementary } from "./elementary-table";
export { evaluate } from "./evaluate";
export { train } from "./epoch";
export { single } from "./single";

/** End of the kernels' own constants. */
export function heapBase(): usize {
  return __heap_base;
}
