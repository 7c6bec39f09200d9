import { Dice } from '../dice';
import { randomInput } from './fuzz-inputs';
import { check } from './terminal';

/** How many inputs ended with each exit code. */
export type Endings = Record<number, number>;

/**
 * Checks random inputs. Each run must end with findings or with a clear error.
 *
 * @throws Error with the input for which it does not
 */
export async function fuzz(count: number, seed: number): Promise<Endings> {
  const endings: Endings = { 0: 0, 1: 0, 2: 0 };
  for (let n = 0; n < count; n++) {
    const input = randomInput(new Dice(seed + n));
    const code = await endingOf(input, seed + n);
    endings[code] = (endings[code] ?? 0) + 1;
  }
  return endings;
}

async function endingOf(input: Uint8Array, seed: number): Promise<number> {
  const about = `seed ${seed}: ${JSON.stringify(Buffer.from(input).toString())}`;
  const { code, stdout, stderr } = await check(input).catch((error: Error) => {
    throw new Error(`${about}\n${error.stack}`);
  });
  const finding = /^ {2}got .+; allowed: .+\n {2}(?:fix|waived): .+$/m;
  const clear = stderr === '' && (code === 0 ? stdout !== '' : finding.test(stdout));
  if (!clear) throw new Error(`${about}\nexit ${code}\n${stdout}${stderr}`);
  return code;
}
