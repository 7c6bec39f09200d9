import type { Bed } from '../bed';

const ENOUGH_MS = 200_000;
const TRIES = 4;

/**
 * Starts kgateway again until it rests. It translates the whole gateway once for each route that is new or changed, and compares all
 * statuses once for each that it writes, one after the other: the last of thousands of hosts is live soon, but kgateway works on the
 * others for minutes or hours. When it starts, it reads everything first, and then has only the statuses to write that are missing.
 */
export async function atRest({ kgateway }: Bed): Promise<void> {
  for (let left = TRIES; ; left--) {
    await kgateway.stop();
    await kgateway.start();
    const isIdle = kgateway.idle(ENOUGH_MS).then(() => true);
    if (await (left > 1 ? isIdle.catch(() => false) : isIdle)) return;
  }
}
