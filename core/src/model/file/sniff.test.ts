import { expect, it } from "vitest";
import { looksLike } from "./sniff.js";

const ascii = (text: string) => new TextEncoder().encode(text);

it.each<[string | undefined, Uint8Array]>([
  // First bytes of files written by Python 3.11 pickle, numpy 2.4 and zipfile, and of the formats' specifications.
  ["Python pickle (.pkl, .joblib)", Uint8Array.of(0x80, 4, 0x95, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x5d)],
  ["ZIP (.keras, .pt, .npz, .xlsx)", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0)],
  ["HDF5 (.h5)", Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)],
  ["NumPy (.npy)", Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0)],
  ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 0)],
  ["ONNX", Uint8Array.of(8, 8, 0x12, 7, 0x70, 0x79)],
  ["GGUF", ascii("GGUF\u0003\u0000")],
  ["TensorFlow Lite", Uint8Array.of(0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33)],
  ["Parquet", ascii("PAR1\u0015\u0000")],
  ["MATLAB (.mat)", ascii("MATLAB 5.0 MAT-file")],
  ["JSON", ascii('{"weights": [1, 2]}')],
  ["JSON", ascii("\ufeff \n[1]")],
  ["HTML / XML", ascii("<!doctype html>")],
  ["text (.csv, .txt)", ascii("水泥,强度\n1,2\n")],
  [undefined, Uint8Array.of(1, 2, 3, 4)],
  [undefined, Uint8Array.of(0)],
])("looksLike() tells %s", (name, bytes) => {
  expect(looksLike(bytes)).toBe(name);
});
