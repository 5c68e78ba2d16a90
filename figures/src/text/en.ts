/** The English texts. */
export const en = {
  parts: {
    train: "training rows",
    validation: "validation rows",
    outOfFold: "training rows, out of fold",
    test: "test rows",
    all: "all rows",
  },
  withUnit: (name: string, unit: string | undefined) => (unit === undefined ? name : `${name} in ${unit}`),
  parity: {
    title: (label: string, part: string) => `Predicted against actual ${label}, ${part}`,
    desc: (n: number, r: string, fit: string) =>
      `${n} points; the dashed line is predicted = actual, the solid one the fit ${fit}; R = ${r}.`,
    heading: (r: string, fit: string) => `R = ${r},  ${fit}`,
    fit: (slope: string, sign: string, offset: string) => `ŷ = ${slope} y ${sign} ${offset}`,
    x: (label: string) => `actual ${label}`,
    y: (label: string) => `predicted ${label}`,
  },
  residuals: {
    title: (label: string, part: string) => `Residuals of ${label} against the prediction, ${part}`,
    desc: (n: number, low: string, high: string) =>
      `${n} points; predicted less actual lies between ${low} and ${high}.`,
    y: "predicted − actual",
    histogram: (label: string, part: string) => `Histogram of the residuals of ${label}, ${part}`,
    histogramDesc: (mean: string, sd: string) => `Mean ${mean}, standard deviation ${sd}.`,
    count: "rows",
  },
};
