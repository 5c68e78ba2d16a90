/** Of the figures package what Share draws, which needs no plotting library. */
export { network } from "@gradus/figures";
