import { describe, type GradusError, type MessageCode } from "gradus";
import type { Notice } from "../train/protocol.js";

const MEND: Notice = {
  en: "mend that line in the file, or delete it, and choose the file again",
  zh: "请在文件中修正或删除该行，再重新选择文件",
};
const ENCODE: Notice = {
  en: "save the file as UTF-8, and choose it again",
  zh: "请将文件另存为 UTF-8，再重新选择",
};
const RENAME: Notice = {
  en: "rename one of them in the file, and choose the file again",
  zh: "请在文件中改掉其中一个列名，再重新选择文件",
};
/** What can be done on the page where the library names a flag of the command line. */
const remedies: Partial<Record<MessageCode, Notice>> = {
  E121: MEND,
  E124: MEND,
  E125: MEND,
  E142: { en: "choose another column as the label", zh: "请选择其他列作为标签" },
  E166: ENCODE,
  E167: ENCODE,
  E171: MEND,
  E174: RENAME,
  E175: RENAME,
  E186: {
    en: "remove the lines above the header from the file, and choose it again",
    zh: "请从文件中删除表头之上的行，再重新选择",
  },
};
const FLAG = /(?:^|[^-\w])--[a-z]/;

/** An error of the library in words for the page: with its own remedy, or the one of the command line under this name. */
export function refusalOf(error: GradusError): Notice & { hint: Notice } {
  const [en, zh] = [describe(error, "en"), describe(error, "zh")];
  const hint = FLAG.test(en.hint)
    ? (remedies[error.code] ?? { en: `On the command line: ${en.hint}`, zh: `在命令行中：${zh.hint}` })
    : { en: en.hint, zh: zh.hint };
  return { en: en.message, zh: zh.message, hint };
}
