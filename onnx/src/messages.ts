import { addMessages, onnxMessages } from "gradus";

// What ONNX files and their runtime give reason to say. Each file that says something imports it.
addMessages(onnxMessages);
