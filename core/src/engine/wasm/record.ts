/**
 * The record that JavaScript writes and the kernels read: where everything lies in the linear memory, and what the run is.
 * Both sides are compiled with this file, so that each address stands in one place. Addresses and offsets are bytes.
 *
 * Layouts, all float32 (a group is 8 samples; n and m are the neurons of the layer and of the one before; n4 is n rounded up
 * to a multiple of 4, and what pads is 0):
 *
 * | array | layout | used by |
 * | --- | --- | --- |
 * | H, D, Z | `[group][n4][8]`: a sample is a lane | forward, backward |
 * | HT | `[n4/4][sample][4]` | gradient |
 * | DT | `[pair of panels][sample][8]` | gradient |
 * | W and its states | `[panel of 4 outputs][m4 rows and the bias][4]` | all |
 * | Q | `[group][n4][8]`: f(z) − z of a parametric activation, and then its share in ∂L/∂α | forward, backward, gradient |
 * | α and its states | behind the bias of each panel, 4 floats | forward, gradient |
 * | front and its states | a block for each input: ω, φ, each row of V, β, d, each padded to whole vectors; of one that passes through d alone | front |
 * | X, Y | `[row][column]`, as many columns as inputs or outputs | gather |
 * | XC, YC, OUT | `[column][row of the chunk]` | evaluate |
 */

/** Samples in a group: two vectors of four lanes. */
export const GROUP = 8;
/** Outputs in a panel of weights. */
export const PANEL = 4;

// The record's fields; each has 4 bytes.
/** Number of the output layer. */
export const LAST = 64;
/** Address of the layers' records, the input's first. */
export const LAYERS = 68;
/** Bytes of all weights; state k of a parameter lies k times this behind it. */
export const ARENA = 72;
/** Groups that H, D and Z have room for. */
export const CAPACITY = 76;
export const X = 80;
export const Y = 84;
/** Weight of each row; 0 if there are none. */
export const OMEGA = 88;
/** What each row adds to the loss's divisor; 0 if that is 1. */
export const MASS = 92;
/** Row numbers, in the order in which they are taken. */
export const ORDER = 96;
export const STEPS = 100;
/** Loss of each step, float64. */
export const LOSSES = 104;
/** Sums of squares of each pair of panels and of each input of a front, float64: the gradient's, and behind all of them the clipped one's. */
export const NORMS = 108;
/** Pairs of panels in all layers. */
export const PAIRS = 112;
export const LOSS = 116;
/** 0: the loss is a sum; 1: divided by the rows; 2: by rows times outputs. */
export const DIVIDE = 120;
/** δ of huber, β of smooth_l1. */
export const LOSS_PARAMETER = 124;
export const SMOOTHING = 128;
/** Weight of each class, or pos_weight of each output, n4 floats. */
export const OUTPUT_FACTORS = 132;
export const OPTIMIZER = 136;
/** Bits: see `FLAG_…`. */
export const FLAGS = 140;
export const L1 = 152;
export const L2 = 156;
/** Limits; 0: none. */
export const MAX_NORM = 160;
export const CLIP_NORM = 164;
export const CLIP_VALUE = 168;
/** How far behind its parameter the gradient lies, where the whole of it is kept; 0 where it is not. */
export const GRADIENT = 172;
export const XC = 176;
export const YC = 180;
export const OMEGA_C = 184;
/** Rows of a chunk, a multiple of 8. */
export const CHUNK = 188;
export const OUT = 192;
/** Address of the skip's record; 0 if the network has none. */
export const SKIP = 196;
/** Memory of each thread's own, and its size. */
export const SCRATCH = 200;
export const SCRATCH_SIZE = 204;
/** Loss of each group, float64. */
export const GROUP_LOSS = 208;
/** Bytes from a strip of weights to the gradient of a pair, and on to the labels of a group, in the scratch. */
export const SCRATCH_GRADIENT = 212;
export const SCRATCH_LABELS = 216;
/** Threads at work, and what they meet at. */
export const THREADS = 220;
export const ARRIVED = 224;
export const TURN = 228;
/** Pairs of panels, one after the other: layer's record and number of the first panel. */
export const PAIR_LIST = 248;
/** Whether Z of the output layer is left as it was (a loss of z) for δ. */
export const LOSS_OF_Z = 252;
/** Address of the record of the input: layer 0 itself, or what a front reads. */
export const INPUT = 260;
/** Inputs of the front; 0 if there is none. Layer 0 then holds the rows that it gives. */
export const UNITS = 264;
/** A record for each of its inputs. */
export const UNIT_LIST = 268;
export const FREQUENCIES = 272;
export const FRONT_WIDTH = 276;
/** Whether d is trained; if not, it is 1. */
export const FRONT_SCALED = 280;
/** Bytes to the front's part of the scratch. */
export const SCRATCH_FRONT = 284;
/** Whether a step has numbers for each group of parameters, and not one for all. */
export const FACTORS = 288;
/** What JavaScript lays out begins here, behind the constants of the kernels, which lie from 1024 on (option memoryBase). */
export const LAYOUT = 8192;

/** Fields of a layer's record. */
export const N = 0;
export const N4 = 4;
export const ACTIVATION = 8;
/** Slope of leaky_relu, α of elu. */
export const PARAMETER = 12;
export const H = 16;
export const H_STRIDE = 20;
export const HT = 24;
export const HT_STRIDE = 28;
export const D = 32;
export const D_STRIDE = 36;
export const DT = 40;
export const DT_STRIDE = 44;
export const W = 48;
/** Bytes of a panel. */
export const W_STRIDE = 52;
export const PANELS = 56;
export const M = 60;
export const M4 = 64;
/** Where the weighted sums go: H itself, but for the output layer. */
export const Z = 68;
/** 0 for the skip. */
export const HAS_BIAS = 72;
/** Bytes from a panel to its α; 0 if the activation is not parametric. */
export const ALPHA = 76;
export const Q = 80;
export const LAYER_SIZE = 84;

/** Fields of the record of a front's input. */
export const INPUT_ROW = 0;
/** Its first row in layer 0. */
export const OUTPUT_ROW = 4;
export const IS_EMBEDDED = 8;
/** Address of its parameters. */
export const BLOCK_AT = 12;
export const UNIT_SIZE = 16;

/** Vectors that the optimizer keeps for each parameter. */
export const STATES = 256;

/**
 * A step: first place in ORDER, rows, key of the dropout masks, flags, dropout, and then 12 numbers of the optimizer, for all
 * parameters or for each group of them.
 */
export const STEP_FROM = 0;
export const STEP_COUNT = 4;
export const STEP_KEY = 8;
export const STEP_FLAGS = 12;
/** A neuron is left out where its 32 bits are below this; 0: no dropout. */
export const STEP_DROPOUT = 16;
/** 1 / (1 − p) */
export const STEP_KEEP = 20;
export const STEP_SCALARS = 32;
export const GROUP_SCALARS = 48;
export const STEP_SIZE = 320;

// Groups of parameters, in the order of core/src/bp/groups.ts.
export const WEIGHTS = 0;
export const BIASES = 1;
export const ALPHAS = 2;
export const EMBEDDING = 3;
export const SCALE = 4;

/** Bits of STEP_FLAGS: the norm of the gradient is wanted; states that have all but vanished become 0. */
export const KEEP_NORM = 1;
export const FLUSH = 2;

/** Nesterov, AMSGrad, or centred. */
export const FLAG_VARIANT = 1;
/** The method keeps a velocity. */
export const FLAG_MOMENTUM = 2;
