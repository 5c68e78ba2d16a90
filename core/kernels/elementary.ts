/** e^x of four floats. */
export function exp(x: v128): v128 {
  return x;
}
