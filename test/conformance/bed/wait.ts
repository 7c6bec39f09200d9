/** How long to wait, how often to look, and what to say when it does not come. */
export interface WaitOptions {
  /** @default 30000 milliseconds */
  readonly timeoutMs?: number;
  /** @default 50 milliseconds */
  readonly everyMs?: number;
  /** Added to the error: what was found instead. */
  readonly explain?: () => string | Promise<string>;
}

/** Waits some milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Looks again and again until `probe` gives something other than undefined or false, and returns it. An error of the probe counts
 * as "not yet" and is told when time is up.
 *
 * @throws Error when time is up: what was waited for, for how long, and what was found instead
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  options: WaitOptions = {},
): Promise<T> {
  const { timeoutMs = 30_000, everyMs = 50, explain } = options;
  const deadline = Date.now() + timeoutMs;
  let trouble = '';
  while (Date.now() < deadline) {
    const found = await probe().catch((error: unknown) => {
      trouble = `\n${error instanceof Error ? error.message : String(error)}`;
      return undefined;
    });
    if (found !== undefined && found !== false) return found;
    await pause(everyMs);
  }
  const found = explain ? `\n${await explain()}` : '';
  throw new Error(`waited ${timeoutMs / 1000} s for ${what}${trouble}${found}`);
}
