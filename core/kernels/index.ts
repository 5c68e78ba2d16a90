export { train } from "./epoch";
export { evaluate } from "./evaluate";

/** End of the kernels' own constants. */
export function heapBase(): usize {
  return __heap_base;
}
