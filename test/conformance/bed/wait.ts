/** How long to wait, how often to check, and what to report on a time-out. */
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
 * Polls until `probe` returns something other than undefined or false, and returns it. An error of the probe means "not yet", and
 * is reported when time is up.
 *
 * @throws Error when time is up, with the expectation, the time, and what was found instead
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

/** A function that runs the work, and once more if it was called meanwhile. It resolves when all of it is done. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let [again, running]: [boolean, Promise<void> | undefined] = [false, undefined];
  const loop = async (): Promise<void> => {
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      running = undefined;
    }
  };
  return () => {
    again = true;
    running ??= loop();
    return running;
  };
}
