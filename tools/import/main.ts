import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { config, type SourceLine } from './config';
import { listKinds } from './find';
import { type Files, generate, SCHEMAS } from './generate';
import { lockText, verifyLock } from './lock';
import { differences, prune, writeFiles } from './output';
import { openSource } from './source';

const OUT = 'imports';
const LOCK = 'sources.json';

/** Generates everything in config.ts. With `check`, only reports the differences. */
function runConfig(check: boolean): readonly string[] {
  const { files, lock } = generate(config);
  const recorded = `${OUT}/${LOCK}`;
  if (existsSync(recorded)) verifyLock(JSON.parse(readFileSync(recorded, 'utf8')), lock);
  const all: Files = new Map([...files, [LOCK, lockText(lock)]]);
  if (check) return differences(OUT, all);
  writeFiles(OUT, all);
  prune(OUT, all);
  console.log(`${all.size} files in ${OUT}/ from ${Object.keys(lock.kinds).length} kinds`);
  return [];
}

/** Adds every kind of local files or folders to `imports/`, and prints how to keep them. */
function runSources(paths: readonly string[]): readonly string[] {
  const lines = paths.map((file): SourceLine => {
    const kinds = listKinds(openSource({ file })).map(({ apiVersion, kind }) => [apiVersion, kind] as const);
    return { source: { file }, see: () => file, kinds };
  });
  // The list of all kinds contains the configured kinds only.
  const files: Files = new Map([...generate(lines).files].filter(([name]) => name !== SCHEMAS));
  writeFiles(OUT, files);
  console.log(`Written under ${OUT}/:\n${[...files.keys()].map((name) => `  ${name}`).join('\n')}`);
  console.log('The next `npm run import` removes them, unless tools/import/config.ts has:');
  for (const line of lines)
    console.log(`  { source: ${JSON.stringify(line.source)}, see: …, kinds: ${JSON.stringify(line.kinds)} },`);
  return [];
}

function main(): void {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, source: { type: 'string', multiple: true } },
  });
  const different = values.source ? runSources(values.source) : runConfig(values.check);
  if (different.length === 0) return;
  console.error(`${OUT}/ is not what \`npm run import\` generates:\n${different.map((line) => `  ${line}`).join('\n')}`);
  process.exitCode = 1;
}

try {
  main();
} catch (error) {
  console.error(`import: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
