/** Bytes at the start of the linear memory that belong to the kernels: their constants lie there. */
export const RESERVED = 65536;

const LINE = 64; // bytes of a line of the cache

/** Hands out the linear memory from its start to its end; what is planned here is allocated in one piece afterwards. */
export class Arena {
  /** Bytes handed out so far, those of the kernels included. */
  bytes = RESERVED;

  /** Address of a piece of so many bytes, at the start of a line of the cache. */
  take(bytes: number): number {
    const at = this.bytes;
    this.bytes += Math.ceil(bytes / LINE) * LINE;
    return at;
  }

  /** Address of so many doubles. */
  doubles(count: number): number {
    return this.take(count * 8);
  }
}

/**
 * Bytes from one row to the next for rows of so many doubles: an odd number of lines, so that the same place of many rows does
 * not always meet the same few lines of the cache.
 */
export function rowBytes(doubles: number): number {
  const lines = Math.ceil((doubles * 8) / LINE);
  return (lines + (lines % 2 === 0 ? 1 : 0)) * LINE;
}
