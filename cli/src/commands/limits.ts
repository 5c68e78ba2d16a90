import { limits as core } from "gradus";
import { limits as readers } from "@gradus/readers";
import type { Context } from "../context.js";
import { formatBytes, toJson } from "../output/format.js";
import { tableLines } from "../output/table.js";
