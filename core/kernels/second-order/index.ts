export { activate64, slopes64 } from "./activation64";
export { addOuter64, addRowSums64, hadamard64 } from "./backward64";
export { copyDamped, factor, inverseDiagonal, solveFactored } from "./cholesky";
export { crossEntropy64 } from "./cross-entropy64";
export { clearRows64, fillRows64, multiply64 } from "./forward64";
export { jacobianOfWeights, seedLogistic, seedSoftmax } from "./jacobian";
export { loss64 } from "./loss64";
export { addProducts } from "./normal-equations";
export { softmax64, throughSoftmax64 } from "./softmax64";
