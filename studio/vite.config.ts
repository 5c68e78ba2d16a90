import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin, type Rollup } from "vite";

/** The page as files for `gradus studio`, or with `--mode single` as one file that opens without a server. */
export default defineConfig(({ mode, isSsrBuild }) => {
  const isSingle = mode === "single";
  const isPage = !isSingle && isSsrBuild !== true;
  return {
    base: "./",
    logLevel: "warn",
    plugins: [onlyWoff2(), withoutMaps(), svelte(), isSingle ? oneFile() : isPage ? firstStyles() : []],
    // A worker inside the page can load nothing further.
    worker: isSingle
      ? { format: "iife", rolldownOptions: { output: { codeSplitting: false } } }
      : { format: "es" },
    build: {
      outDir: isSingle ? "dist" : "../cli/dist/page",
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      assetsInlineLimit: isSingle ? Number.MAX_SAFE_INTEGER : 0,
      ...(isSingle ? { cssCodeSplit: false } : {}),
      rolldownOptions: {
        checks: { pluginTimings: false },
        ...(isSingle ? { output: { codeSplitting: false } } : {}),
      },
    },
  };
});

/** Every browser that runs the page reads woff2: the other forms of KaTeX's fonts, and the faces no formula uses, stay out. */
function onlyWoff2(): Plugin {
  return {
    name: "only-woff2",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("katex") || !id.endsWith(".css")) return undefined;
      return code
        .replaceAll(/@font-face\{[^}]*KaTeX_(?:Caligraphic|Fraktur|SansSerif|Script|Typewriter)[^}]*\}/g, "")
        .replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)/g, "");
    },
  };
}

/** Observable Plot can draw maps, of which no figure is one: the projections of d3-geo, a tenth of all that figures need, stay out. */
function withoutMaps(): Plugin {
  return {
    name: "without-maps",
    enforce: "pre",
    resolveId: (source) => (source === "d3-geo" ? "\0no-maps" : undefined),
    async load(id) {
      if (id !== "\0no-maps") return undefined;
      const names = Object.keys(await import("d3-geo"));
      return `const none = () => undefined;\n${names.map((name) => `export const ${name} = none;`).join("\n")}`;
    },
  };
}

/** The styles of the first view are fetched with the page; its scripts after it is painted, so that they do not keep it waiting. */
function firstStyles(): Plugin {
  return {
    name: "first-styles",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const start = chunks.find(({ name }) => name === "start");
      if (page?.type !== "asset" || start === undefined)
        throw new Error("Cannot add styles: expected a page and its start");
      const names = new Set([start.fileName, ...start.imports]);
      const styles = chunks
        .filter(({ fileName }) => names.has(fileName))
        .flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
      const links = [...new Set(styles)].map(
        (name) => `<link rel="stylesheet" crossorigin href="./${name}">`,
      );
      page.source = String(page.source).replace("</head>", `${links.join("")}</head>`);
    },
  };
}

/** Puts scripts and styles into the page itself. */
function oneFile(): Plugin {
  return {
    name: "one-file",
    generateBundle: { order: "post", handler: (_, bundle) => inline(bundle) },
  };
}

function inline(bundle: Rollup.OutputBundle): void {
  const page = Object.values(bundle).find((file) => file.fileName.endsWith(".html"));
  if (page?.type !== "asset")
    throw new Error("Cannot make one file: expected a page in the bundle, got none");
  let html = String(page.source);
  for (const [name, file] of Object.entries(bundle)) {
    if (file === page) continue;
    if (file.type === "chunk") {
      const code = file.code.replaceAll("</script", "<\\/script");
      html = html.replace(new RegExp(`<script[^>]*src="[^"]*${name}"[^>]*></script>`), "");
      html = html.replace("</body>", () => `<script type="module">${code}</script></body>`);
    } else {
      html = html.replace(
        new RegExp(`<link[^>]*href="[^"]*${name}"[^>]*>`),
        () => `<style>${String(file.source)}</style>`,
      );
    }
    delete bundle[name];
  }
  page.fileName = "gradus-studio.html";
  page.source = html;
}
