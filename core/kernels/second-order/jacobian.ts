/**
 * The rows of J that belong to the weights of a layer, transposed: `∂r/∂W_ij = δ_i h_j` for every sample. Those of its biases
 * are δ itself.
 *
 * @param delta n × samples, rows `dRow` bytes apart
 * @param H     m × samples, rows `hRow` bytes apart
 * @param J     n·m × samples, rows `jRow` bytes apart
 */
export function jacobianOfWeights(
  delta: usize,
  dRow: usize,
  H: usize,
  hRow: usize,
  J: usize,
  jRow: usize,
  n: usize,
  m: usize,
  samples: usize,
): void {
  for (let i: usize = 0; i < n; i++) {
    const d = delta + i * dRow;
    for (let j: usize = 0; j < m; j++) {
      const h = H + j * hRow;
      for (let at: usize = 0; at < samples << 3; at += 32) {
        v128.store(J + at, f64x2.mul(v128.load(d + at), v128.load(h + at)));
        v128.store(J + at, f64x2.mul(v128.load(d + at, 16), v128.load(h + at, 16)), 16);
      }
      J += jRow;
    }
  }
}

/**
 * δ of the one output of a logistic loss from which JᵀJ is the curvature: `√(ω ((1 − y) + p y) h (1 − h))`.
 *
 * @param root samples: √ω
 * @param p    weight of the positive class
 */
export function seedLogistic(root: usize, H: usize, Y: usize, p: f64, delta: usize, samples: usize): void {
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < samples << 3; at += 16) {
    const h = v128.load(H + at);
    const y = v128.load(Y + at);
    const mass = f64x2.add(f64x2.sub(one, y), f64x2.mul(f64x2.splat(p), y));
    const curvature = f64x2.mul(mass, f64x2.mul(h, f64x2.sub(one, h)));
    v128.store(delta + at, f64x2.mul(v128.load(root + at), f64x2.sqrt(curvature)));
  }
}

/**
 * δ of all outputs behind a softmax, for the row of J of output o: `root · t (1[k = o] − h_k)`. With t = h_o it is the row of the
 * residual h_o − y_o; with t = √h_o the squares of all rows sum to the curvature of the cross-entropy, diag(h) − h hᵀ.
 *
 * @param root   samples: √ω, for the cross-entropy √(ω Σ q)
 * @param isRoot whether t is √h_o
 */
export function seedSoftmax(
  root: usize,
  H: usize,
  row: usize,
  o: usize,
  isRoot: bool,
  delta: usize,
  dRow: usize,
  n: usize,
  samples: usize,
): void {
  for (let at: usize = 0; at < samples << 3; at += 16) {
    const h = v128.load(H + o * row + at);
    const t = f64x2.mul(v128.load(root + at), isRoot ? f64x2.sqrt(h) : h);
    for (let k: usize = 0; k < n; k++) {
      const own = f64x2.splat(k === o ? 1 : 0);
      v128.store(delta + k * dRow + at, f64x2.mul(t, f64x2.sub(own, v128.load(H + k * row + at))));
    }
  }
}
