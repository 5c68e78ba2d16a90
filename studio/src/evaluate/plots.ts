/** Of the figures package what Evaluate draws: the figures of a whole model would bring training into the page once more. */
export {
  calibration,
  learning,
  normalQQ,
  parity,
  precisionRecall,
  residualHistogram,
  residuals,
  residualsAgainst,
  roc,
} from "@gradus/figures";
