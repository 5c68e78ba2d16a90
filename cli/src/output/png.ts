import { GradusError } from "gradus";
import type { Texts } from "../language/language.js";

const ZOOM = 2; // pixels of the picture for each of the figure, so that it is sharp on screens and on paper

/**
 * An SVG text as a PNG picture of twice its size, drawn by resvg with the fonts of the system.
 *
 * @throws GradusError E400 (kind "output") if there is no resvg for this platform, or no font at all
 */
export async function toPng(
  svg: string,
  file: string,
  { plot: text }: Pick<Texts, "plot">,
): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js").catch((cause: unknown) => {
    const reason = text.noPng(`${process.platform}-${process.arch}`);
    throw new GradusError("E400", { file, reason }, { file }, { cause });
  });
  const font = { loadSystemFonts: true };
  const probe = new Resvg(PROBE, { font });
  if (probe.innerBBox() === undefined) throw new GradusError("E400", { file, reason: text.noFont }, { file });
  return new Resvg(svg.replace(/font-family="[^"]*"/, `font-family="${FAMILIES}"`), {
    font,
    fitTo: { mode: "zoom", value: ZOOM },
  })
    .render()
    .asPng();
}

// resvg takes the first family that is there, knows no "system-ui", and finds Chinese signs in any font that has them.
const FAMILIES =
  "Segoe UI, Helvetica Neue, Arial, Noto Sans, DejaVu Sans, Liberation Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif";

const PROBE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15" font-family="sans-serif">x</text></svg>';
