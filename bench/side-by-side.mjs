import { execFileSync, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** Runs a command of the project to its end. */
export function run(command, ...args) {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

function once([command, ...args], env) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { cwd: root, env: { ...process.env, ...env }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Times whole commands in turn, so that a busy moment affects all alike. Prints medians with their spread, and the ratio to the
 * first command. Times differ between machines and moments: compare only the ratios.
 */
export function sideBySide(title, commands, { rounds = 15, env = {} } = {}) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (const command of Object.values(commands)) once(command, env);
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) times[name].push(once(command, env));
  }
  const base = median(Object.values(times)[0]);
  console.log(`\n${title}, ${rounds} rounds in turn`);
  for (const [name, values] of Object.entries(times)) {
    const spread = `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;
    console.log(
      `  ${name.padEnd(44)} ${median(values).toFixed(0).padStart(6)} ms (${spread})  ${(median(values) / base).toFixed(2)} x`,
    );
  }
}
