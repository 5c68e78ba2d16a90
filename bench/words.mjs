// What the report says, in both languages.

const en = {
  title: "Results",
  generated: (date) =>
    `Written by \`npm run bench\` on ${date} from [results.json](results.json); [README.md](README.md) says how to read it.`,
  machine: "Machine",
  machineRows: (m) => [
    ["processor", `${m.cpu}, ${m.cores} cores, widest instructions ${m.simd}`],
    ["memory", `${m.memory} GiB`],
    ["system", m.system],
    ["Node.js", m.node],
    ["load before the first run", m.load.toFixed(2)],
  ],
  settings: (s) =>
    `Each time is the median of ${s.rounds} rounds, in which the contestants took turns, each in a process of its own for about ${s.seconds} s of measuring after a warm-up. A program whose step takes more than 0.3 s had two rounds, from 2 s on one.`,
  programs: "Programs",
  programHeadings: ["program", "version", "updates"],
  updates: { batch: "each batch", row: "each row", either: "each batch or row, whichever is faster" },
  missing: (reason) => `not measured: ${reason}`,
  table: "Time of a training step",
  tableNote:
    "Microseconds; shuffling and gathering of the rows are inside. Where a program updates its weights after every row, a step is as many updates as the batch has rows. One thread each, two for xl.",
  shape: "shape",
  notRun: "not run",
  failed: "failed",
  ways: "Ways to train",
  wayNote: "Where a program has several ways to train, the fastest counts:",
  targets: "Against the targets",
  targetNote: (reached, measured, all) =>
    `How many times faster than the other program. ${reached} of ${measured} measured targets reached; ${all - measured} of ${all} not measured.`,
  targetHeadings: ["against", "engine", "shape", "target", "measured", "verdict"],
  verdicts: { reached: "reached", missed: "**missed**", open: "not measured" },
  prize: (engines) => `${engines.join(" or ")}, beyond the targets`,
  autoChose: (choices) => `\`auto\` chose ${choices}.`,
  threads: "Two threads against one",
  threadHeadings: ["shape", "one thread, µs", "two threads, µs", "speed-up", "target", "verdict"],
  notMeasured: "Not measured.",
  other: "Start-up, one row, scoring, memory, size",
  otherHeadings: ["what", "measured", "target", "verdict"],
  startup: (name) => `${name}: from asking for the engine to the end of the first step`,
  startupValue: (ms, since) => `${ms} ms; ${since} ms from the start of the process`,
  rowTable: "one row by a loaded model, 20-64-32-1, from cells to the label's unit",
  rowEngine: (name) => `${name}: one row by the engine, 20-64-32-1, from numbers to numbers`,
  scoring: (name) => `${name}: 1 million rows × 20 through 64-32-1, share of the trainer's forward rate`,
  scoringValue: (share, predict, forward) => `${share} (${predict} and ${forward} rows/s)`,
  memory: (name, shape, rows) =>
    `${name}: memory for training ${shape} on ${rows} rows, over that of the rows given`,
  memoryValue: (measured, formula) => `${measured} MB; by the formula ${formula} MB`,
  bundle: {
    networks: "core with the wasm engine: networks, fit, predictor; minified and gzipped",
    train: "the same with tables, train, save, load",
    core: "everything that core exports",
    predict: "gradus/predict: loadModel and createPredictor only",
  },
  bundleValue: (gzip, bytes) => `${gzip} kB (${bytes} kB before gzip)`,
  atMost: "≤",
  memoryNote:
    "Memory: the largest resident size of a process that trains, less that of one that only makes the same rows. The formula is 4 bytes for each value of the rows, for three numbers of each weight and bias, and for two of each neuron and row of a batch.",
  growth: "How the cost grows",
  growthNote: (engine) =>
    `Engine ${engine}, Adam, tanh (threads: the shape tabular), one factor at a time; both axes logarithmic, the broken line is the fitted power.`,
  factors: {
    rows: { title: "Rows", x: "rows", y: "µs of an epoch", what: "an epoch of 20-64-32-1" },
    features: { title: "Features", x: "inputs", y: "µs of a step", what: "a step of n-64-32-1, batch 32," },
    width: {
      title: "Width",
      x: "neurons of both hidden layers",
      y: "µs of a step",
      what: "a step of 64-n-n-1, batch 32,",
    },
    depth: {
      title: "Depth",
      x: "hidden layers of 64",
      y: "µs of a step",
      what: "a step of 32-64-…-64-1, batch 32,",
    },
    batch: { title: "Batch", x: "rows of a batch", y: "µs of a step", what: "a step of 32-128-128-1" },
    threads: { title: "Threads", x: "threads", y: "µs of a step", what: "a step of tabular" },
  },
  sentence: ({ title, what, x, factor, exponent, last, from, to, first, end }) =>
    `**${title}.** The time of ${what} goes with ${factor} to the power ${exponent} from ${x[0]} (${first} µs) to ${x.at(-1)} (${end} µs), with the power ${last} from ${from} to ${to}.`,
  figure: (title) => `Time against ${title.toLowerCase()}`,
};

const zh = {
  title: "结果",
  generated: (date) =>
    `由 \`npm run bench\` 于 ${date} 根据 [results.json](results.json) 生成;读法见 [README.zh.md](README.zh.md)。`,
  machine: "机器",
  machineRows: (m) => [
    ["处理器", `${m.cpu}，${m.cores} 核，最宽指令 ${m.simd}`],
    ["内存", `${m.memory} GiB`],
    ["系统", m.system],
    ["Node.js", m.node],
    ["首次测量前的负载", m.load.toFixed(2)],
  ],
  settings: (s) =>
    `每个时间是 ${s.rounds} 轮的中位数;各参测者轮流进行,每次在独立进程中预热后测量约 ${s.seconds} 秒。一步超过 0.3 秒的程序只测两轮,超过 2 秒的只测一轮。`,
  programs: "程序",
  programHeadings: ["程序", "版本", "更新"],
  updates: { batch: "每批一次", row: "每行一次", either: "每批或每行一次,取较快者" },
  missing: (reason) => `未测:${reason}`,
  table: "一次训练更新的时间",
  tableNote:
    "单位为微秒,含打乱和取行。逐行更新权重的程序,一步指与批量行数相同次数的更新。各用一个线程,xl 用两个。",
  shape: "形状",
  notRun: "未运行",
  failed: "失败",
  ways: "训练方式",
  wayNote: "有几种训练方式的程序,取最快的一种:",
  targets: "与目标比较",
  targetNote: (reached, measured, all) =>
    `比另一程序快多少倍。已测目标 ${measured} 个,达到 ${reached} 个;共 ${all} 个,未测 ${all - measured} 个。`,
  targetHeadings: ["对比", "引擎", "形状", "目标", "实测", "结论"],
  verdicts: { reached: "达到", missed: "**未达到**", open: "未测" },
  prize: (engines) => `${engines.join(" 或 ")},目标之外`,
  autoChose: (choices) => `\`auto\` 的选择:${choices}。`,
  threads: "两个线程与一个线程",
  threadHeadings: ["形状", "一个线程, µs", "两个线程, µs", "加速", "目标", "结论"],
  notMeasured: "未测。",
  other: "启动、单行、打分、内存、大小",
  otherHeadings: ["项目", "实测", "目标", "结论"],
  startup: (name) => `${name}:从取得引擎到第一步结束`,
  startupValue: (ms, since) => `${ms} ms;从进程启动算 ${since} ms`,
  rowTable: "载入的模型预测一行,20-64-32-1,从单元格到标签单位",
  rowEngine: (name) => `${name}:引擎预测一行,20-64-32-1,从数到数`,
  scoring: (name) => `${name}:100 万行 × 20 通过 64-32-1,与训练引擎前向速率之比`,
  scoringValue: (share, predict, forward) => `${share}(每秒 ${predict} 与 ${forward} 行)`,
  memory: (name, shape, rows) => `${name}:在 ${rows} 行上训练 ${shape} 的内存,不含所给的数据`,
  memoryValue: (measured, formula) => `${measured} MB;按公式 ${formula} MB`,
  bundle: {
    networks: "带 wasm 引擎的 core:网络、fit、预测器;压缩后",
    train: "再加表格、train、保存、载入",
    core: "core 的全部导出",
    predict: "gradus/predict:仅 loadModel 和 createPredictor",
  },
  bundleValue: (gzip, bytes) => `${gzip} kB(gzip 前 ${bytes} kB)`,
  atMost: "≤",
  memoryNote:
    "内存:训练进程的最大常驻内存,减去只生成同样数据的进程的。公式:数据每个值 4 字节,每个权重和偏置三个数,一批中每行每个神经元两个数,各 4 字节。",
  growth: "代价如何增长",
  growthNote: (engine) =>
    `引擎 ${engine},Adam,tanh(线程一项为形状 tabular),每次只变一个因素;两轴均为对数,虚线为拟合的幂。`,
  factors: {
    rows: { title: "行数", x: "行数", y: "每轮 µs", what: "20-64-32-1 一轮" },
    features: { title: "特征数", x: "输入数", y: "每步 µs", what: "n-64-32-1(批量 32)一步" },
    width: { title: "宽度", x: "两个隐藏层的神经元数", y: "每步 µs", what: "64-n-n-1(批量 32)一步" },
    depth: { title: "深度", x: "64 个神经元的隐藏层数", y: "每步 µs", what: "32-64-…-64-1(批量 32)一步" },
    batch: { title: "批量", x: "每批行数", y: "每步 µs", what: "32-128-128-1 一步" },
    threads: { title: "线程", x: "线程数", y: "每步 µs", what: "tabular 一步" },
  },
  sentence: ({ title, what, x, exponent, last, from, to, first, end }) =>
    `**${title}。** ${what}的时间从 ${x[0]}(${first} µs)到 ${x.at(-1)}(${end} µs)按 ${exponent} 次幂变化,从 ${from} 到 ${to} 按 ${last} 次幂。`,
  figure: (title) => `时间与${title}`,
};

/** Texts by language. */
export const words = { en, zh };
