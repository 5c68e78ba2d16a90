import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E300 to E305: why a file cannot be loaded as a model. */
export const loadingMessages = {
  E300: {
    kind: "model",
    en: {
      message: "{file} is not a Gradus model; it looks like {kind}",
      hint: "models are written by gradus train; files of other programs are never run or unpacked",
    },
    zh: {
      message: "{file} 不是 Gradus 模型，看起来是 {kind}",
      hint: "模型由 gradus train 生成；其他程序的文件不会被执行或解压",
    },
  },
  E301: {
    kind: "model",
    en: { message: "{file} is not a Gradus model", hint: "models are written by gradus train" },
    zh: { message: "{file} 不是 Gradus 模型", hint: "模型由 gradus train 生成" },
  },
  E302: {
    kind: "model",
    en: { message: "{file} is empty, not a Gradus model", hint: "models are written by gradus train" },
    zh: { message: "{file} 是空文件，不是 Gradus 模型", hint: "模型由 gradus train 生成" },
  },
  E303: {
    kind: "model",
    en: {
      message: "{file} is damaged: checksum",
      hint: "copy the file again from where it was written, or train again",
    },
    zh: { message: "{file} 已损坏：校验和不符", hint: "请从原处重新复制该文件，或重新训练" },
  },
  E304: {
    kind: "model",
    en: {
      message: "{file} was written by a newer Gradus (model format {version}; this one reads up to {known})",
      hint: "update Gradus",
    },
    zh: {
      message: "{file} 由更新版本的 Gradus 写入（模型格式 {version}；本版本最高支持 {known}）",
      hint: "请升级 Gradus",
    },
  },
  E305: {
    kind: "model",
    en: {
      message: "{file} is not a valid model: {where}: expected {wanted}, got {given}",
      hint: "the file is damaged, cut short or made by another program; copy it again, or train again",
    },
    zh: {
      message: "{file} 不是有效的模型：{where}：应为 {wanted}，实际为 {given}",
      hint: "文件已损坏、不完整或由其他程序生成；请重新复制，或重新训练",
    },
  },
} as const satisfies Record<string, Message>;

addMessages(loadingMessages);
