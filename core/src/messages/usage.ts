import type { Message } from "./message.js";

/** E0: options and values; E4: output; E5: resources; E9: internal. */
export const usageMessages = {
  E001: {
    kind: "usage",
    en: { message: 'option {option}: expected {wanted}, got "{given}"', hint: "{suggestion}" },
    zh: { message: "选项 {option}:应为 {wanted},实际为“{given}”", hint: "{suggestion}" },
  },
  E400: {
    kind: "output",
    en: {
      message: "{file} could not be written: {reason}",
      hint: "the old file, if there was one, is intact",
    },
    zh: { message: "无法写入 {file}:{reason}", hint: "原有文件(如有)保持不变" },
  },
  E900: {
    kind: "internal",
    en: { message: "internal fault: {reason}", hint: "please report it, with the output of GRADUS_DEBUG=1" },
    zh: { message: "内部错误:{reason}", hint: "请附上 GRADUS_DEBUG=1 的输出进行反馈" },
  },
} as const satisfies Record<string, Message>;
