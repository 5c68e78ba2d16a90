import { dots, dotsOfRows, ROW, TILE } from "./tile";

const NEAR: usize = 16384; // bytes of the columns' rows that stay in the first-level cache while the others pass by

/**
 * `C += J Jᵀ` in the lower triangle, for rows of J that belong to the parameters of `map`.
 *
 * @param J     count × samples, rows `ROW` bytes apart
 * @param count a multiple of 4
 * @param bytes of a row: a multiple of 32
 * @param map   count integers in rising order: row and column of C for each row of J
 * @param C     rows `cRow` bytes apart; elements just above the diagonal may be written, too
 */
export function addProducts(
  J: usize,
  count: usize,
  bytes: usize,
  map: usize,
  C: usize,
  cRow: usize,
): void {
  const width = columnsAtOnce(bytes);
  for (let left: usize = 0; left < count; left += width) {
    const right = min(left + width, count);
    for (let p = left; p < count; p += 2) {
      for (let q = left; q < min(right, p + 2); q += 4) {
        dotsOfRows(J + p * ROW, J + q * ROW, bytes);
        addTile(map + (p << 2), map + (q << 2), C, cRow);
      }
    }
  }
}

/**
 * `C −= L Lᵀ` in the lower triangle: what is left of a matrix when some columns of its factor are known.
 *
 * @param L     count × depth, rows `row` bytes apart
 * @param count a multiple of 4
 * @param bytes of the part of a row that counts: a multiple of 32
 * @param C     count × count, rows `row` bytes apart
 */
export function subtractProducts(L: usize, row: usize, count: usize, bytes: usize, C: usize): void {
  const width = columnsAtOnce(bytes);
  for (let left: usize = 0; left < count; left += width) {
    const right = min(left + width, count);
    for (let p = left; p < count; p += 2) {
      const a = L + p * row;
      for (let q = left; q < min(right, p + 2); q += 4) {
        const b = L + q * row;
        dots(a, a + row, b, b + row, b + 2 * row, b + 3 * row, bytes);
        subtractTile(C + p * row + (q << 3), row);
      }
    }
  }
}

/** Takes the last tile off two rows of four. */
@inline
export function subtractTile(c: usize, row: usize): void {
  v128.store(c, f64x2.sub(v128.load(c), v128.load(TILE)));
  v128.store(c, f64x2.sub(v128.load(c, 16), v128.load(TILE, 16)), 16);
  c += row;
  v128.store(c, f64x2.sub(v128.load(c), v128.load(TILE, 32)));
  v128.store(c, f64x2.sub(v128.load(c, 16), v128.load(TILE, 48)), 16);
}

@inline
function columnsAtOnce(bytes: usize): usize {
  return max<usize>(4, (NEAR / bytes) & ~3);
}

/** Adds the last tile to C where the maps of two rows and four columns say. */
function addTile(rows: usize, columns: usize, C: usize, cRow: usize): void {
  for (let k: usize = 0; k < 4; k++) {
    const at = C + (<usize>load<i32>(columns + (k << 2)) << 3);
    const c0 = at + <usize>load<i32>(rows) * cRow;
    const c1 = at + <usize>load<i32>(rows, 4) * cRow;
    store<f64>(c0, load<f64>(c0) + load<f64>(TILE + (k << 3)));
    store<f64>(c1, load<f64>(c1) + load<f64>(TILE + (k << 3), 32));
  }
}
