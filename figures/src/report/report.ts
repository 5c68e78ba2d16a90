import type { Model, Table } from "gradus";
import { documentOf, sectionNames, type SectionName } from "./document.js";
import { gather, type ReportOptions } from "./facts.js";

/** A report as one HTML file, without scripts and without anything that is fetched. */
export interface Report {
  html: string;
  /** Its sections in order. */
  sections: SectionName[];
}

/**
 * The report of a model: how good it is, what it has learned, and one prediction worked by hand.
 *
 * @param table the table that the model was trained on, or another one with its columns; without one the report tells what the model
 *   file alone knows, and what is missing
 * @throws GradusError if the table lacks a feature or holds cells of another type; the signal's reason if it is stopped
 */
export async function createReport(
  model: Model,
  table?: Table,
  options: ReportOptions = {},
): Promise<Report> {
  const facts = await gather(model, table, options);
  return { html: documentOf(facts, options.language ?? "en"), sections: [...sectionNames] };
}
