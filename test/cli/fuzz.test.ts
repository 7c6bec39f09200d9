import { fuzz } from './fuzz-run';

test('random inputs give findings or a clear error', async () => {
  const endings = await fuzz(Number(process.env.FUZZ ?? 3000), 1);
  // Most inputs reach the rules: half of them are objects of real kinds.
  expect(endings[1]).toBeGreaterThan(800);
  expect(endings[2]).toBeGreaterThan(800);
}, 3_600_000);
