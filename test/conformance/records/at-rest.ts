import type { Bed } from '../bed';

const ENOUGH_MS = 200_000;

/**
 * Starts kgateway again until it rests. It translates the whole gateway once for each route that is new or changed, and compares all
 * statuses once for each that it writes, one after the other: the last of thousands of hosts is live soon, but kgateway works on the
 * others for minutes or hours. When it starts, it reads everything first, and then has only the statuses to write that are missing.
 */
export async function atRest(bed: Bed, tries = 4): Promise<void> {
  await bed.kgateway.stop();
  await bed.kgateway.start();
  try {
    await bed.kgateway.idle(ENOUGH_MS);
  } catch (error) {
    if (tries === 1) throw error;
    await atRest(bed, tries - 1);
  }
}
