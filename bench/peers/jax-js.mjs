// jax-js on its WebAssembly device: loss, gradient and Adam in one compiled function, batches taken by row number.
import { Batches } from "../batches.mjs";

export async function prepare({ sizes, batch, rows, activation, threads, X, Y }) {
  // It starts as many threads as the machine is said to have.
  Object.defineProperty(globalThis, "navigator", {
    value: { hardwareConcurrency: threads },
    configurable: true,
  });
  const {
    blockUntilReady,
    defaultDevice,
    init,
    jit,
    nn,
    numpy: np,
    tree,
    valueAndGrad,
  } = await import("@jax-js/jax");
  await init("wasm");
  defaultDevice("wasm");
  const outputs = sizes.at(-1);
  const f = { tanh: np.tanh, relu: nn.relu, sigmoid: nn.sigmoid }[activation];
  const layers = sizes.slice(1).map((n, l) => ({ W: start(np, sizes[l], n), b: np.zeros([n]) }));

  function loss(network, x, y) {
    let h = x;
    network.forEach(({ W, b }, l) => {
      const z = np.matmul(h, W).add(b);
      h = l === network.length - 1 ? z : f(z);
    });
    if (outputs === 1) return np.mean(np.square(h.sub(y)));
    return np.mean(nn.logSoftmax(h, -1).mul(y).sum(-1)).neg();
  }

  // t is a one-element array, so that a compiled function serves every step.
  const step = jit((network, m, v, t, x, y) => {
    const [value, g] = valueAndGrad(loss)(tree.ref(network), x, y);
    const next = t.add(1);
    const m2 = tree.map((a, b) => a.mul(0.9).add(b.ref.mul(0.1)), m, tree.ref(g));
    const v2 = tree.map((a, b) => a.mul(0.999).add(np.square(b).mul(0.001)), v, g);
    const c1 = np
      .exp(next.ref.mul(Math.log(0.9)))
      .neg()
      .add(1);
    const c2 = np
      .exp(next.ref.mul(Math.log(0.999)))
      .neg()
      .add(1);
    const w2 = tree.map(
      (w, a, b) =>
        w.sub(
          a
            .div(c1.ref)
            .mul(0.001)
            .div(np.sqrt(b.div(c2.ref)).add(1e-8)),
        ),
      network,
      tree.ref(m2),
      tree.ref(v2),
    );
    c1.dispose();
    c2.dispose();
    return [w2, m2, v2, next, value];
  });

  let [network, m, v, t] = [layers, zerosLike(np, sizes), zerosLike(np, sizes), np.zeros([])];
  const batches = new Batches(rows, batch);
  const gather = (source, order, columns) => {
    const flat = new Float32Array(order.length * columns);
    order.forEach((s, k) => flat.set(source[s], k * columns));
    return np.array(flat).reshape([order.length, columns]);
  };
  return [
    {
      name: "jit, Adam",
      async run(steps) {
        for (let n = 0; n < steps; n++) {
          const order = batches.next();
          let value;
          [network, m, v, t, value] = step(
            network,
            m,
            v,
            t,
            gather(X, order, sizes[0]),
            gather(Y, order, outputs),
          );
          await blockUntilReady(value.ref);
          if (n === steps - 1 && !Number.isFinite(await value.jsAsync()))
            throw new Error("the loss is no number");
          else if (n < steps - 1) value.dispose();
        }
      },
    },
  ];
}

function start(np, inputs, outputs) {
  const reach = Math.sqrt(6 / (inputs + outputs));
  const values = Float32Array.from({ length: inputs * outputs }, () => reach * (2 * Math.random() - 1));
  return np.array(values).reshape([inputs, outputs]);
}

function zerosLike(np, sizes) {
  return sizes.slice(1).map((n, l) => ({ W: np.zeros([sizes[l], n]), b: np.zeros([n]) }));
}
