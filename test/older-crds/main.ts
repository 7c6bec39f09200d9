import { compareAll } from './compare';

/** `npm run older-crds`: whether the checks for older platforms agree with the CRDs of these versions. Needs Go, and the network once. */
const all = compareAll();
for (const { release, objects, newer, equal, wrong, others } of all) {
  const part = ((100 * equal) / objects).toFixed(1);
  console.log(`${release}: ${equal} of ${objects} verdicts equal (${part} %); ${newer} objects are too new for it`);
  for (const [reason, count] of Object.entries(others)) console.log(`  ${count} × ${reason}`);
  for (const one of wrong.slice(0, 5)) console.log(`  WRONG ${one}`);
}
const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
console.log(
  `all: ${sum(({ equal }) => equal)} of ${sum(({ objects }) => objects)} verdicts equal, ${sum(({ newer }) => newer)} too new`,
);
if (sum(({ wrong }) => wrong.length) > 0) process.exitCode = 1;
