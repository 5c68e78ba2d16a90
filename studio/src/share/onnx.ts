/** Of the package only what writes files: its engine would bring ONNX Runtime into the page. */
export { toOnnx } from "@gradus/onnx";
