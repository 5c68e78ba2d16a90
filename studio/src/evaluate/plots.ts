/** Of the figures package what the page draws: the figures of a whole model would bring training into the page once more. */
export {
  calibration,
  factorCurve,
  learning,
  network,
  normalQQ,
  parity,
  precisionRecall,
  rankings,
  residualHistogram,
  residuals,
  residualsAgainst,
  roc,
  surface,
} from "@gradus/figures";
