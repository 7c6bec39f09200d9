// npm run fuzz -- [count] [seed]
import { fuzz } from './fuzz-run';

const [count = 100_000, seed = 1] = process.argv.slice(2).map(Number);
const start = performance.now();
fuzz(count, seed).then((endings) => {
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `${count} inputs from seed ${seed} in ${seconds} s: ${endings[0]} clean, ${endings[1]} with findings, ${endings[2]} unusable`,
  );
});
