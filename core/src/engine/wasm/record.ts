/**
 * The record that JavaScript writes and the kernels read: where everything lies in the linear memory. Both sides are compiled
 * with this file, so that one number stands in one place. Offsets are bytes.
 */

/** Samples in a group: a sample is a lane, and two vectors of four stand side by side. */
export const GROUP = 8;
