import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E03: options of reading; E100, E16–E18, W16, W17: files and bytes on their way to a table; E400, E53: output, sizes. */
export const readingMessages = {
  E030: {
    kind: "usage",
    en: { message: 'encoding "{given}" is not known', hint: "known ones are, for example: {examples}" },
    zh: { message: "未知的编码“{given}”", hint: "可用的编码例如：{examples}" },
  },
  E031: {
    kind: "usage",
    en: {
      message: 'delimiter "{given}" cannot be used',
      hint: 'give one character that is no quote and no line end, such as "," ";" "|" or the word tab',
    },
    zh: {
      message: "不能使用分隔符“{given}”",
      hint: "请给出一个字符（不能是引号或换行符），例如 “,” “;” “|”，或单词 tab",
    },
  },
  E032: {
    kind: "usage",
    en: { message: 'sheet "{given}" is not in {file}', hint: "its sheets: {sheets}" },
    zh: { message: "{file} 中没有工作表“{given}”", hint: "现有工作表：{sheets}" },
  },
  E160: {
    kind: "data",
    en: { message: "{file} was not found", hint: "check the name and the folder" },
    zh: { message: "找不到 {file}", hint: "请检查文件名和所在文件夹" },
  },
  E161: {
    kind: "data",
    en: { message: "{file} is a folder, not a file", hint: "name one file in it" },
    zh: { message: "{file} 是文件夹，不是文件", hint: "请指定其中的一个文件" },
  },
  E162: {
    kind: "data",
    en: {
      message: "{file} may not be read: permission denied",
      hint: "check the rights of the file and of its folder",
    },
    zh: { message: "没有权限读取 {file}", hint: "请检查该文件及其文件夹的权限" },
  },
  E163: {
    kind: "data",
    en: { message: "{file} could not be read: {reason}" },
    zh: { message: "无法读取 {file}:{reason}" },
  },
  E164: {
    kind: "data",
    en: {
      message: "{file} is not a table in the format its name says: its bytes are {format}",
      hint: "tables are read from CSV, TSV, JSON, XLSX and Parquet; give such a file its proper ending, or export the table as CSV",
    },
    zh: {
      message: "{file} 的内容不是其文件名所示格式的表格：实际是 {format}",
      hint: "可读取的表格格式：CSV、TSV、JSON、XLSX、Parquet；请改用正确的扩展名，或将表格导出为 CSV",
    },
  },
  E165: {
    kind: "data",
    en: {
      message: "{file} holds binary data, not text",
      hint: "export the table as CSV, JSON, XLSX or Parquet",
    },
    zh: { message: "{file} 是二进制数据，不是文本", hint: "请将表格导出为 CSV、JSON、XLSX 或 Parquet" },
  },
  E166: {
    kind: "data",
    en: {
      message: "line {line} is not UTF-8, and the encoding of the file is not certain",
      hint: "name it, for example: --encoding {candidates}",
    },
    zh: {
      message: "第 {line} 行不是 UTF-8，且无法确定文件的编码 (encoding)",
      hint: "请指明编码，例如：--encoding {candidates}",
    },
  },
  E167: {
    kind: "data",
    en: {
      message: "line {line} is not valid in the encoding {encoding}",
      hint: "name the true encoding with --encoding, such as utf-8, gb18030 or shift_jis; or mend that line",
    },
    zh: {
      message: "第 {line} 行不符合编码 (encoding) {encoding}",
      hint: "请用 --encoding 指明真正的编码，例如 utf-8、gb18030、shift_jis；或修正该行",
    },
  },
  E168: {
    kind: "data",
    en: {
      message: "line {line} holds a NUL character (character {character} of the line)",
      hint: "the file is damaged, or is not a text: write it anew from its program",
    },
    zh: {
      message: "第 {line} 行含有 NUL 字符（该行第 {character} 个字符）",
      hint: "文件已损坏或不是文本：请从原程序重新导出",
    },
  },
  E171: {
    kind: "data",
    en: {
      message: "line {line} has {found} cells, but {expected} are expected, as in line {headerLine}",
      hint: "such rows: {count}; quote cells that hold the delimiter, or leave these rows out with --bad-rows skip",
    },
    zh: {
      message: "第 {line} 行有 {found} 个单元格，应与第 {headerLine} 行一样为 {expected} 个",
      hint: "此类行共 {count} 行；含分隔符的单元格请加引号，或用 --bad-rows skip 跳过这些行",
    },
  },
  E172: {
    kind: "data",
    en: {
      message: "the quote that opens on line {line} is never closed",
      hint: 'close it, or double it ("") if it is part of the cell',
    },
    zh: {
      message: "第 {line} 行的引号 (quote) 没有闭合",
      hint: '请补上引号；若引号属于单元格内容，请写成两个（""）',
    },
  },
  E173: {
    kind: "data",
    en: {
      message: "line {line} has text after a closing quote (the quote opens on line {start})",
      hint: 'a quote inside a quoted cell is written twice (""); or the quote on line {start} was never closed',
    },
    zh: {
      message: "第 {line} 行的右引号 (quote) 之后还有文字（该引号始于第 {start} 行）",
      hint: '带引号的单元格内，引号须写两次（""）；或第 {start} 行的引号没有闭合',
    },
  },
  E174: {
    kind: "data",
    en: {
      message: 'columns {first} and {second} have the same name "{name}"',
      hint: "rename one, or let --rename-duplicates add _2, _3; if the first line is data, use --no-header",
    },
    zh: {
      message: "第 {first} 列与第 {second} 列同名：“{name}”",
      hint: "请改名，或用 --rename-duplicates 自动加上 _2、_3；若首行就是数据，请用 --no-header",
    },
  },
  E175: {
    kind: "data",
    en: {
      message:
        'columns {first} and {second} are both shown as "{name}" but are made of different characters (Unicode NFC and NFD)',
      hint: "rename one, or let --rename-duplicates add _2, _3",
    },
    zh: {
      message: "第 {first} 列与第 {second} 列都显示为“{name}”，但字符组成不同（Unicode NFC 与 NFD）",
      hint: "请改名，或用 --rename-duplicates 自动加上 _2、_3",
    },
  },
  E176: {
    kind: "data",
    en: {
      message: "the name of column {position} has {found} characters; at most {limit} are allowed",
      hint: "shorten it, or check whether a quote is missing",
    },
    zh: {
      message: "第 {position} 列的列名有 {found} 个字符，上限为 {limit}",
      hint: "请缩短列名，或检查是否缺少引号",
    },
  },
  E177: {
    kind: "data",
    en: {
      message: "{file} has {found} columns; at most {limit} are allowed",
      hint: "check the delimiter, or choose columns first",
    },
    zh: {
      message: "{file} 有 {found} 列，上限为 {limit}",
      hint: "请检查分隔符 (delimiter)，或先选出需要的列",
    },
  },
  E178: {
    kind: "data",
    en: {
      message: 'a cell of column "{column}" has {found} characters; at most {limit} are allowed',
      hint: "check whether a quote is missing on line {line}",
    },
    zh: {
      message: "列“{column}”中有一个单元格含 {found} 个字符，上限为 {limit}",
      hint: "请检查第 {line} 行是否缺少引号",
    },
  },
  E179: {
    kind: "data",
    en: { message: "{file} is a damaged {format} file: {reason}", hint: "fetch or export it again" },
    zh: { message: "{file} 是损坏的 {format} 文件：{reason}", hint: "请重新下载或导出" },
  },
  E180: {
    kind: "data",
    en: { message: "line {line}, character {character} is not JSON: expected {wanted}, got {given}" },
    zh: { message: "第 {line} 行第 {character} 个字符不是 JSON：应为 {wanted}，实际为 {given}" },
  },
  E181: {
    kind: "data",
    en: {
      message: "line {line}: more than {limit} levels of brackets",
      hint: "a table needs no more than three",
    },
    zh: { message: "第 {line} 行：括号嵌套超过 {limit} 层", hint: "表格至多需要三层" },
  },
  E182: {
    kind: "data",
    en: { message: 'line {line}: the key "{key}" stands twice in one object', hint: "keep one of them" },
    zh: { message: "第 {line} 行：同一对象中键“{key}”出现两次", hint: "请只保留一个" },
  },
  E183: {
    kind: "data",
    en: {
      message:
        'column "{column}" holds a list or an object (row {row}); a cell is a number, a text, true, false or null',
      hint: "give each inner value a column of its own",
    },
    zh: {
      message: "列“{column}”含有列表或对象（第 {row} 行）；单元格应为数值、文本、true、false 或 null",
      hint: "请为每个内层值单独设一列",
    },
  },
  E184: {
    kind: "data",
    en: {
      message: "{file} is JSON, but not a table",
      hint: 'expected rows [{"x":1,"y":2}, …] or [["x","y"],[1,2], …], or columns {"x":[1, …],"y":[2, …]}',
    },
    zh: {
      message: "{file} 是 JSON，但不是表格",
      hint: '应为若干行 [{"x":1,"y":2}, …] 或 [["x","y"],[1,2], …]，或若干列 {"x":[1, …],"y":[2, …]}',
    },
  },
  E185: {
    kind: "data",
    en: {
      message: 'column "{column}" has {found} cells, column "{first}" has {expected}',
      hint: "all columns need the same length",
    },
    zh: {
      message: "列“{column}”有 {found} 个单元格，而列“{first}”有 {expected} 个",
      hint: "所有列的长度必须相同",
    },
  },
  E186: {
    kind: "data",
    en: {
      message:
        'line {line} has {found} cells, but line {headerLine} has one: with the delimiter "{delimiter}" the header is a single name',
      hint: "name the delimiter, such as --delimiter tab; or remove the lines above the header",
    },
    zh: {
      message:
        "第 {line} 行有 {found} 个单元格，而第 {headerLine} 行只有一个：以“{delimiter}”为分隔符 (delimiter) 时表头只有一个列名",
      hint: "请指明分隔符，例如 --delimiter tab；或删除表头之上的行",
    },
  },
  E187: {
    kind: "data",
    en: {
      message:
        "line {line} has {found} cells, but {expected} are expected, as in line {headerLine}: it seems that decimal commas split the numbers",
      hint: "such rows: {count}; write the table anew with semicolons between the cells and read it with --decimal , or with decimal points",
    },
    zh: {
      message:
        "第 {line} 行有 {found} 个单元格，应与第 {headerLine} 行一样为 {expected} 个：似乎小数逗号拆开了数字",
      hint: "此类行共 {count} 行；请重新导出表格：用分号分隔单元格并以 --decimal , 读取，或用点作小数点",
    },
  },
  E530: {
    kind: "resources",
    en: {
      message: "{file} holds {size} {unit}; at most {limit} can be read",
      hint: "train on it in parts with --memory 1GB; else split it, sample its rows, or leave columns out",
    },
    zh: {
      message: "{file} 有 {size} {unit}，最多可读取 {limit}",
      hint: "可用 --memory 1GB 分批训练；或拆分文件、抽取部分行、去掉一些列",
    },
  },
  E531: {
    kind: "resources",
    en: {
      message: "reading {file} needs about {needed} MiB of memory; {available} MiB may be used",
      hint: "train on it in parts with --memory 1GB, give Node more with NODE_OPTIONS=--max-old-space-size={suggested}, or sample the rows",
    },
    zh: {
      message: "读取 {file} 约需 {needed} MiB 内存，可用 {available} MiB",
      hint: "可用 --memory 1GB 分批训练；或用 NODE_OPTIONS=--max-old-space-size={suggested} 给 Node 更多内存，或抽取部分行",
    },
  },
  E532: {
    kind: "usage",
    en: {
      message: "{file} cannot be streamed: it is {format}",
      hint: "CSV and TSV files can, also packed by gzip, and Parquet files; leave --memory out, or convert the file",
    },
    zh: {
      message: "{file} 不能流式读取：其格式为 {format}",
      hint: "可流式读取的有 CSV、TSV（均可用 gzip 压缩）和 Parquet 文件；请去掉 --memory，或转换文件",
    },
  },
  E533: {
    kind: "resources",
    en: {
      message: "the encoded rows need {needed} bytes on the disk of {folder}; {available} are free",
      hint: "name a folder with more room: --cache DIR",
    },
    zh: {
      message: "编码后的数据需要 {folder} 所在磁盘的 {needed} 字节，剩余 {available} 字节",
      hint: "请用 --cache DIR 指定空间更大的文件夹",
    },
  },
  W160: {
    kind: "data",
    en: {
      message: "{file} is not UTF-8; it was read as GB18030",
      hint: "if its names look wrong, give the true one with --encoding; --encoding gb18030 silences this",
    },
    zh: {
      message: "{file} 不是 UTF-8，已按 GB18030 读取",
      hint: "若列名显示有误，请用 --encoding 指明真正的编码；用 --encoding gb18030 可去掉此提示",
    },
  },
  W161: {
    kind: "data",
    en: {
      message: "{file} says by its first bytes that it is {encoding}; the encoding {given} was not used",
    },
    zh: { message: "{file} 的开头字节表明其编码为 {encoding}，未使用所给的 {given}" },
  },
  W163: {
    kind: "data",
    en: { message: 'the header of {file} has no name for column {position}; it is called "{column}"' },
    zh: { message: "{file} 的表头缺少第 {position} 列的列名，已称为“{column}”" },
  },
  W164: {
    kind: "data",
    en: { message: "column {position} of {file} has no name and no cells; it was left out" },
    zh: { message: "{file} 的第 {position} 列没有列名也没有内容，已略去" },
  },
  W165: {
    kind: "data",
    en: { message: "column {position} of {file} has no name and only counts the rows; it was left out" },
    zh: { message: "{file} 的第 {position} 列没有列名，仅为行号，已略去" },
  },
  W166: {
    kind: "data",
    en: { message: 'column {position} has the name of column {first}, "{name}"; it is called "{column}"' },
    zh: { message: "第 {position} 列与第 {first} 列同名“{name}”，已称为“{column}”" },
  },
  W167: {
    kind: "data",
    en: { message: "{count} rows with a wrong number of cells were left out, the first on line {line}" },
    zh: { message: "略去了 {count} 行单元格数不符的数据，首个在第 {line} 行" },
  },
  W168: {
    kind: "data",
    en: {
      message: '{file} was read as one column, "{column}"; is the delimiter "{delimiter}" right?',
      hint: "name it, such as --delimiter tab",
    },
    zh: {
      message: "{file} 只读出一列“{column}”；分隔符 (delimiter)“{delimiter}”是否正确？",
      hint: "请指明分隔符，例如 --delimiter tab",
    },
  },
  W169: {
    kind: "data",
    en: {
      message:
        "line {line} holds the replacement character U+FFFD: letters were lost before the file was written",
      hint: "export it again from its source",
    },
    zh: { message: "第 {line} 行含有替换字符 U+FFFD：文件写出之前已有字符丢失", hint: "请从来源重新导出" },
  },
  W170: {
    kind: "data",
    en: {
      message: 'sheet "{sheet}" of {file} was read; it also holds: {others}',
      hint: "choose another with --sheet",
    },
    zh: { message: "已读取 {file} 的工作表“{sheet}”；另有：{others}", hint: "可用 --sheet 选择其他工作表" },
  },
  W171: {
    kind: "data",
    en: {
      message:
        "in {file} the delimiter is followed by a blank and a quote (line {line}): such quotes stay part of the cell",
    },
    zh: { message: "{file} 中分隔符之后有空格再接引号（第 {line} 行）：此类引号视为单元格内容" },
  },
  W172: {
    kind: "data",
    en: { message: "{count} cells of {file} hold a formula error such as #DIV/0!; they count as missing" },
    zh: { message: "{file} 中有 {count} 个单元格为公式错误（如 #DIV/0!），视为缺失" },
  },
  E400: {
    kind: "output",
    en: {
      message: "{file} could not be written: {reason}",
      hint: "the old file, if there was one, is intact",
    },
    zh: { message: "无法写入 {file}:{reason}", hint: "原有文件（如有）保持不变" },
  },
  E100: {
    kind: "data",
    en: {
      message: "{file} is empty",
      hint: "a table needs a header line and rows below it; training needs at least 5 of them with a label",
    },
    zh: { message: "{file} 是空文件", hint: "表格需要一行表头及其下的数据行；训练至少需要 5 行有标签的数据" },
  },
  E169: {
    kind: "data",
    en: {
      message: "{file} has a header and no rows",
      hint: "predictions need at least one row below the header, training at least 5 with a label",
    },
    zh: {
      message: "{file} 只有表头，没有数据行 (no rows)",
      hint: "预测至少需要一行数据，训练至少需要 5 行有标签的数据",
    },
  },
} as const satisfies Record<string, Message>;

addMessages(readingMessages);
