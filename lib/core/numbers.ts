/** Whether a value is a whole number from `least` to `most`. */
export function isCount(value: unknown, least: number, most = 2 ** 31 - 1): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** Whether a value is a port: a whole number from 1 to 65535. */
export function isPort(port: unknown): port is number {
  return isCount(port, 1, 65535);
}
