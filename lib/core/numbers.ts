/** True for whole numbers from `least` to `most`. */
export function isCount(value: unknown, least: number, most = 2 ** 31 - 1): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** True for the numbers that can be ports. */
export function isPort(port: unknown): port is number {
  return isCount(port, 1, 65535);
}
