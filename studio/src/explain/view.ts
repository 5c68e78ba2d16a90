import {
  describeLaw,
  explain,
  lawCaption,
  outputNames,
  selectRows,
  shapeName,
  typicalRow,
  type Encoder,
  type Model,
  type Prepared,
  type Table,
} from "gradus";
import { noticeOf } from "../train/table-view.js";
import type { ExplainView, FactorRange, Part } from "../train/protocol.js";

/** Importance and law of every factor, measured on rows that were not trained on, as far as there are any. */
export async function explainView(
  model: Model,
  table: Table,
  { split }: Prepared,
  run: number,
  wanted?: string,
): Promise<ExplainView> {
  const outputs = outputNames(model.encoder);
  // Of two classes the second is the one whose probability the network gives.
  const output = wanted ?? outputs[model.task === "binary" ? 1 : 0];
  const part: Part = split.test.length > 1 ? "test" : split.validation.length > 1 ? "validation" : "train";
  const heldOut = selectRows(table, [...split[part]]);
  const found = await explain(model, table, { output, heldOut });
  const permutation = found.permutation!;
  const factors = permutation.importance.map(({ factor, mean, sd }) => {
    const k = found.curves.findIndex((curve) => curve.factor === factor);
    const [curve, law] = [found.curves[k], found.laws[k]];
    return {
      name: factor,
      ...(curve.unit === undefined ? {} : { unit: curve.unit }),
      kind: curve.kind,
      importance: mean,
      sd,
      curve,
      sentence: { en: describeLaw(law, "en"), zh: describeLaw(law, "zh") },
      shape: { en: shapeName(law.shape, "en"), zh: shapeName(law.shape, "zh") },
    };
  });
  return {
    run,
    output,
    outputs,
    metric: permutation.metric,
    ...(permutation.unit === undefined ? {} : { unit: permutation.unit }),
    rows: permutation.rows,
    part,
    factors: factors.toSorted((a, b) => b.importance - a.importance),
    groups: permutation.groups,
    caption: { en: lawCaption("en"), zh: lawCaption("zh") },
    warnings: found.warnings.map(noticeOf),
    row: typicalRow(model, table),
    ranges: rangesOf(model.encoder),
  };
}

/** What each factor may be in a what-if; dates and texts stay as they are. */
function rangesOf({ features }: Encoder): FactorRange[] {
  return features.flatMap((feature): FactorRange[] => {
    const { name } = feature;
    const unit = feature.unit === undefined ? {} : { unit: feature.unit };
    if (feature.type === "number")
      return [{ name, ...unit, kind: "number", min: feature.min, max: feature.max }];
    if (feature.type === "category" || (feature.type === "boolean" && feature.from === "category")) {
      return [{ name, ...unit, kind: "levels", levels: [...feature.levels] }];
    }
    return [];
  });
}
