/**
 * Every command and every flag, in one place: the parser, the help and the completion are made of it. The modules that
 * carry the commands out are loaded when they run.
 */
import type { Command } from "commander";
import {
  activationAliases,
  activations,
  firstOrderNames,
  losses,
  optimizerAliases,
  optimizerNames,
  scaleAliases,
  type FoldKind,
  type LossName,
  type OptimizerAlias,
} from "gradus";
import type { FigureName } from "@gradus/figures";
import type { BenchFlags } from "./commands/bench.js";
import type { CvFlags } from "./commands/cv.js";
import type { EvaluateFlags } from "./commands/evaluate.js";
import type { ExplainFlags } from "./commands/explain-methods.js";
import type { ExportFlags, ExportTarget } from "./commands/export.js";
import type { GradcheckFlags } from "./commands/gradcheck.js";
import type { LearnFlags } from "./commands/learn.js";
import type { PlotFlags } from "./commands/plot.js";
import type { PredictFlags } from "./commands/predict.js";
import type { ReportFlags } from "./commands/report.js";
import type { ScanFlags } from "./commands/scan.js";
import type { ShowFlags } from "./commands/show.js";
import type { StudioFlags } from "./commands/studio.js";
import type { TrainFlags } from "./commands/train.js";
import type { Context } from "./context.js";
import { ENGINES } from "./engines.js";
import { FlagSet } from "./flags.js";
import type { TableFlags } from "./input.js";
import type { Texts } from "./language/language.js";
import * as values from "./values.js";

/** A command as parsed, ready to be run. */
export type Task = () => Promise<number>;

const ACTIVATIONS = [...Object.keys(activations), "softmax", ...Object.keys(activationAliases)];
const HIDDEN = [...Object.keys(activations), ...Object.keys(activationAliases)];
const activation = values.named<string>([...Object.keys(activations), "softmax"], activationAliases);
const hiddenActivation = values.named<string>(Object.keys(activations), activationAliases);
const LOSSES = Object.keys(losses) as LossName[];
const OPTIMIZERS = [...optimizerNames, ...(Object.keys(optimizerAliases) as OptimizerAlias[])];
const BENCHED = ["momentum", "nesterov", ...firstOrderNames] as const;
const COLUMN_TYPES = ["number", "category", "boolean", "date", "text"] as const;
const DECIMALS = ["auto", ".", ","] as const;
const BAD_ROWS = ["refuse", "skip"] as const;
const SCALES = ["robust", "standard", "minmax", "none"] as const;
const SCALE_WORDS = [...SCALES, ...Object.keys(scaleAliases)];
const TASKS = ["reg", "cls", "regression", "classification"] as const;
const TAUGHT = ["errors", "cqr"] as const;
const KINDS = ["cv", "cv+", "cqr"] as const;
const SETS = ["lac", "aps"] as const;
const PARTS = ["all", "train", "validation", "test"] as const;
const EXPORTS = ["onnx", "onnx-training"] as const satisfies readonly ExportTarget[];
const FOLD_KINDS = ["random", "block", "time", "leave-one-out"] as const satisfies readonly FoldKind[];
const EXPLANATIONS = [
  "permutation",
  "sensitivity",
  "effects",
  "curves",
  "miv",
  "sobol",
  "shap",
  "interactions",
  "lek",
  "garson",
  "olden",
  "all",
] as const;
const FORMATS = ["svg", "png"] as const;
const PLOT_PARTS = [...PARTS, "folds"] as const;
const GROUNDS = ["light", "dark"] as const;
const REPORT_LANGUAGES = ["en", "zh", "both"] as const;
const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/**
 * Adds all commands to the program.
 *
 * @param choose gets the command that the arguments name
 */
export function defineCommands(program: Command, context: Context, choose: (task: Task) => void): void {
  const { text } = context;
  function add(
    form: string,
    name: keyof Texts["commands"],
    options: { isDefault?: boolean; hidden?: boolean } = {},
  ): FlagSet {
    const command = program
      .command(form, options)
      .description(text.commands[name])
      .copyInheritedSettings(program);
    command.helpOption("-h, --help", text.flags.help);
    command.usage(`${form.split(" ").slice(1).join(" ")} [${text.options}]`.trimStart());
    return new FlagSet(command, text);
  }
  const task =
    <A extends unknown[]>(run: (...args: A) => Promise<number>) =>
    (...args: A) =>
      choose(() => run(...args));

  tableFlags(add("inspect <file>", "inspect")).action(
    task(async (file: string, flags: TableFlags) =>
      (await import("./commands/inspect.js")).inspect(context, file, flags),
    ),
  );
  const share = values.number(0, 1, { open: true, below: true });
  const trainingOf = trainingFlags(tableFlags(add("train <file>", "train")))
    .group("intervals")
    .flag("trainIntervalMethod", "--interval-method <name>", values.choice(TAUGHT), TAUGHT)
    .flag("intervalLevel", "--interval-level <share>", share);
  outputFlags(trainingOf).action(
    task(async (file: string, flags: TrainFlags) =>
      (await import("./commands/train.js")).train(context, file, flags),
    ),
  );
  tableFlags(add("predict <model> <file>", "predict"))
    .group("output")
    .flag("predictOut", "-o, --out <file>", values.word)
    .flag("keep", "--keep")
    .flag("raw", "--raw")
    .flag("strict", "--strict")
    .flag("onError", "--on-error <what>", values.choice(BAD_ROWS), BAD_ROWS)
    .flag("interval", "--interval <share>", share)
    .flag("intervalMethod", "--interval-method <name>", values.choice(KINDS), KINDS)
    .flag("sets", "--sets <method>", values.choice(SETS), SETS)
    .flag("temperature", "--temperature")
    .flag("nearest", "--nearest <file>", values.word)
    .action(
      task(async (model: string, file: string, flags: PredictFlags) =>
        (await import("./commands/predict.js")).predictRows(context, model, file, flags),
      ),
    );
  tableFlags(add("evaluate <model> <file>", "evaluate"))
    .group("output")
    .flag("part", "--part <part>", values.choice(PARTS), PARTS)
    .flag("failUnder", "--fail-under <metric=bound>", values.metricBounds)
    .flag("evaluateWeight", "--weight <name>", values.word)
    .flag("interval", "--interval <share>", share)
    .flag("intervalMethod", "--interval-method <name>", values.choice(KINDS), KINDS)
    .flag("sets", "--sets <method>", values.choice(SETS), SETS)
    .action(
      task(async (model: string, file: string, flags: EvaluateFlags) =>
        (await import("./commands/evaluate.js")).evaluateModel(context, model, file, flags),
      ),
    );
  tableFlags(add("explain <model> <file>", "explain"))
    .group("explanation")
    .flag("method", "--method <name>", values.choice(EXPLANATIONS), EXPLANATIONS)
    .flag("factor", "--factor <names>", values.texts)
    .flag("explainOutput", "--output <name>", values.word)
    .flag("heldOut", "--part <part>", values.choice(PARTS), PARTS)
    .flag("explainRows", "--rows <numbers>", values.rowNumbers)
    .flag("explainSeed", "--seed <integer>", values.integer(0))
    .group("whatIf")
    .flag("set", "--set <factor=value>", values.assignments)
    .flag("target", "--target <number>", values.anyNumber)
    .flag("vary", "--vary <names>", values.texts)
    .flag("baseRow", "--row <number>", values.integer(1))
    .action(
      task(async (model: string, file: string, flags: ExplainFlags) =>
        (await import("./commands/explain.js")).explainModel(context, model, file, flags),
      ),
    );
  const figures = [...(Object.keys(text.plot.about) as FigureName[]), "all"] as const;
  tableFlags(add("plot <model> [file]", "plot"))
    .group("output")
    .flag("figure", "--figure <name>", values.choice(figures), figures)
    .flag("plotOut", "-o, --out <file>", values.word)
    .flag("format", "--format <format>", values.choice(FORMATS), FORMATS)
    .flag("plotPart", "--part <part>", values.choice(PLOT_PARTS), PLOT_PARTS)
    .flag("plotFactor", "--factor <names>", values.texts)
    .flag("explainOutput", "--output <name>", values.word)
    .flag("plotWidth", "--width <pixels>", values.integer(280, 4000))
    .flag("theme", "--theme <theme>", values.choice(GROUNDS), GROUNDS)
    .flag("explainSeed", "--seed <integer>", values.integer(0))
    .action(
      task(async (model: string, file: string | undefined, flags: PlotFlags) =>
        (await import("./commands/plot.js")).plot(context, model, file, flags),
      ),
    );
  tableFlags(add("report <model> [file]", "report"))
    .group("report")
    .flag("reportOut", "-o, --out <file>", values.word)
    .flag("reportLanguage", "--language <language>", values.choice(REPORT_LANGUAGES), REPORT_LANGUAGES)
    .flag("reportTitle", "--title <text>", values.word)
    .flag("reportFactors", "--factors <n>", values.integer(0, 100))
    .flag("quick", "--quick")
    .flag("explainSeed", "--seed <integer>", values.integer(0))
    .action(
      task(async (model: string, file: string | undefined, flags: ReportFlags) =>
        (await import("./commands/report.js")).report(context, model, file, flags),
      ),
    );
  trainingFlags(tableFlags(add("cv <file>", "cv")))
    .group("folds")
    .flag("kind", "--kind <kind>", values.choice(FOLD_KINDS), FOLD_KINDS)
    .flag("folds", "--folds <k>", values.integer(1))
    .flag("repeats", "--repeats <n>", values.integer(1, 1000))
    .flag("foldFile", "--fold-file <file>", values.word)
    .flag("onlyFolds", "--only-folds <folds>", values.integers)
    .flag("gap", "--gap <rows>", values.integer(0))
    .flag("learningCurve", "--learning-curve")
    .action(
      task(async (file: string, flags: CvFlags) =>
        (await import("./commands/cv.js")).cv(context, file, flags),
      ),
    );
  trainingFlags(tableFlags(add("scan <file>", "scan")), { isScan: true })
    .group("scan")
    .flag("layouts", "--hidden <layouts>", values.layouts)
    .flag("restarts", "--restarts <n>", values.integer(1, 100))
    .flag("scanFolds", "--folds <k>", values.integer(2))
    .group("output")
    .flag("svg", "--svg <file>", values.word)
    .flag("scanOut", "-o, --out <file>", values.word)
    .action(
      task(async (file: string, flags: ScanFlags) =>
        (await import("./commands/scan.js")).scan(context, file, flags),
      ),
    );
  add("learn", "learn")
    .group("network")
    .flag("shape", "--shape <sizes>", values.shape)
    .flag("learnActivation", "--activation <name>", activation, ACTIVATIONS)
    .flag("learnOutput", "--output <name>", activation, ACTIVATIONS)
    .flag("learnLoss", "--loss <name>", values.choice(LOSSES), LOSSES)
    .flag("learnX", "--x <values>", values.samples)
    .flag("learnY", "--y <values>", values.samples)
    .flag("learnRate", "--lr <number>", values.number(0, Infinity, { open: true }))
    .flag("learnSeed", "--seed <integer>", values.integer(0))
    .group("output")
    .flag("step", "--step <all|n>", values.stepNumber)
    .flag("iterations", "--iterations <n>", values.integer(1, 1000))
    .flag("tex", "--tex")
    .flag("check", "--check")
    .action(task(async (flags: LearnFlags) => (await import("./commands/learn.js")).learn(context, flags)));
  add("studio [file]", "studio")
    .group("page")
    .flag("port", "--port <number>", values.integer(1, 65_535))
    .flag("noOpen", "--no-open")
    .action(
      task(async (file: string | undefined, flags: StudioFlags) =>
        (await import("./commands/studio.js")).studio(context, file, flags),
      ),
    );
  tableFlags(add("gradcheck <model> <file>", "gradcheck"))
    .group("check")
    .flag("tol", "--tol <number>", values.number(0, 1, { open: true }))
    .flag("rows", "--rows <n>", values.integer(1))
    .action(
      task(async (model: string, file: string, flags: GradcheckFlags) =>
        (await import("./commands/gradcheck.js")).gradcheck(context, model, file, flags),
      ),
    );
  add("show <model>", "show")
    .group("output")
    .flag("weights", "--weights")
    .action(
      task(async (model: string, flags: ShowFlags) =>
        (await import("./commands/show.js")).show(context, model, flags),
      ),
    );
  add("bench", "bench")
    .group("network")
    .flag("benchSizes", "--sizes <sizes>", values.sizes)
    .flag("benchActivation", "--activation <name>", hiddenActivation, HIDDEN)
    .flag("benchLoss", "--loss <name>", values.choice(LOSSES), LOSSES)
    .group("training")
    .flag("benchOptimizer", "--optimizer <name>", values.choice(BENCHED), BENCHED)
    .flag("benchBatch", "--batch <rows>", values.integer(1))
    .flag("benchRows", "--rows <n>", values.integer(1))
    .flag("benchSeed", "--seed <integer>", values.integer(0))
    .group("measuring")
    .flag("engine", "--engine <name>", values.choice(ENGINES), ENGINES)
    .flag("threads", "--threads <n>", values.integer(1, 256))
    .flag("benchSeconds", "--seconds <number>", values.number(0, Infinity, { open: true }))
    .flag("benchSteps", "--steps <n>", values.integer(1))
    .action(task(async (flags: BenchFlags) => (await import("./commands/bench.js")).bench(context, flags)));
  add("export <model>", "export")
    .group("output")
    .flag("to", "--to <format>", values.choice(EXPORTS), EXPORTS)
    .flag("exportOut", "-o, --out <file>", values.word)
    .action(
      task(async (model: string, flags: ExportFlags) =>
        (await import("./commands/export.js")).exportModel(context, model, flags),
      ),
    );
  add("limits", "limits").action(task(async () => (await import("./commands/limits.js")).limits(context)));
  add("completion <shell>", "completion")
    .words(SHELLS)
    .action(
      task(async (shell: string) => (await import("./commands/completion.js")).completion(context, shell)),
    );
  add("complete [words...]", "complete", { hidden: true })
    .alias("__complete")
    .action(
      task(async (words: string[]) =>
        (await import("./commands/completion.js")).complete(context, program, words),
      ),
    );
  tableFlags(add("open [file] [rest...]", "inspect", { isDefault: true, hidden: true })).action(
    task(async (file: string | undefined, rest: string[], flags: TableFlags) =>
      (await import("./commands/open.js")).open(context, program, file, rest, flags),
    ),
  );
}

/** How a file is read. */
function tableFlags(flags: FlagSet): FlagSet {
  return flags
    .group("table")
    .flag("encoding", "--encoding <name>", values.word)
    .flag("delimiter", "--delimiter <sign>", values.delimiter)
    .flag("noHeader", "--no-header")
    .flag("sheet", "--sheet <name>", values.word)
    .flag("decimal", "--decimal <sign>", values.choice(DECIMALS), DECIMALS)
    .flag("missing", "--missing <words>", values.words)
    .flag("type", "--type <column=type>", values.columnTypes(COLUMN_TYPES))
    .flag("badRows", "--bad-rows <what>", values.choice(BAD_ROWS), BAD_ROWS)
    .flag("renameDuplicates", "--rename-duplicates");
}

/** What is learned, from which rows, by which network and how; a scan names no network. */
function trainingFlags(flags: FlagSet, { isScan = false } = {}): FlagSet {
  const positive = values.number(0, Infinity, { open: true });
  flags
    .group("columns")
    .flag("label", "-y, --label <names>", values.texts)
    .flag("features", "-x, --features <names>", values.texts)
    .flag("ignore", "--ignore <names>", values.texts)
    .flag("weight", "--weight <name>", values.word)
    .flag("task", "--task <task>", values.choice(TASKS), TASKS)
    .flag("scale", "--scale <name>", values.named(SCALES, scaleAliases), SCALE_WORDS)
    .group("split")
    .flag("split", "--split <shares>", values.splitShares)
    .flag("splitColumn", "--split-column <name>", values.word)
    .flag("splitGroup", "--split-group <names>", values.texts)
    .flag("splitGroupExcept", "--split-group-except <names>", values.texts)
    .flag("splitTime", "--split-time <name>", values.word)
    .flag("splitOrder", "--split-order")
    .group("network");
  if (!isScan) {
    flags
      .flag("hidden", "--hidden <layers>", values.hiddenLayers(hiddenActivation))
      .flag("nets", "--nets <n>", values.integer(1, 100))
      .flag("initFile", "--init-file <file>", values.word);
  }
  return flags
    .flag("loss", "--loss <name>", values.choice(LOSSES), LOSSES)
    .group("training")
    .flag("recipe", "--recipe <name>", values.choice(["auto", "classic"]), ["auto", "classic"])
    .flag("optimizer", "--optimizer <name>", values.choice(OPTIMIZERS), OPTIMIZERS)
    .flag("lr", "--lr <number>", positive)
    .flag("batch", "--batch <rows>", values.batchSize)
    .flag("epochs", "--epochs <n>", values.integer(1))
    .flag("patience", "--patience <epochs>", values.integer(1))
    .flag("goal", "--goal <loss>", values.number(0))
    .flag("minGrad", "--min-grad <norm>", values.number(0))
    .flag("time", "--time <duration>", values.duration)
    .flag("l1", "--l1 <number>", values.number(0))
    .flag("l2", "--l2 <number>", values.number(0))
    .flag("dropout", "--dropout <share>", values.number(0, 1, { below: true }))
    .flag("seed", "--seed <integer>", values.integer(0))
    .flag("engine", "--engine <name>", values.choice(ENGINES), ENGINES)
    .flag("threads", "--threads <n>", values.integer(1, 256));
}

/** What is written and shown after training. */
function outputFlags(flags: FlagSet): FlagSet {
  return flags
    .group("stream")
    .flag("memory", "--memory <size>", values.bytes)
    .flag("cache", "--cache <folder>", values.word)
    .group("output")
    .flag("out", "-o, --out <file>", values.word)
    .flag("resume", "--resume <file>", values.word)
    .flag("table", "--table <short|full>", values.choice(["short", "full"]), ["short", "full"]);
}
