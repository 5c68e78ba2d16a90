/** Of the figures package what Explain draws. */
export { factorCurve, rankings, surface } from "@gradus/figures";
