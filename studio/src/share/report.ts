import { createReport } from "@gradus/figures/report";
import { loadModel, type Language, type Table } from "gradus";

/** What a report is made of. */
export interface ReportInput {
  model: Uint8Array;
  table?: Table;
  name: string;
  language: Language | "both";
  signal: { readonly aborted: boolean };
  onProgress: (share: number) => void;
}

/** The report of a model, made in the page: its figures need a document, which a worker does not have. */
export async function reportOf({ model, table, name, ...options }: ReportInput): Promise<string> {
  const file = `${name}.safetensors`;
  const files = { model: file, ...(table === undefined ? {} : { data: table.source }) };
  const { html } = await createReport(loadModel(model, file), table, { ...options, files, date: new Date() });
  return html;
}
