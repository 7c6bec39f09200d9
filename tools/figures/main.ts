// npm run figures: measures the code, prints each figure with its limit, and fails if a limit is exceeded.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Project } from 'ts-morph';
import { type Figure, figuresOf, holds } from './figures';

const ROOT = resolve(__dirname, '../..');
const WRITTEN = ['lib', 'test', 'tools', 'bench', 'examples'];

function linesIn(folder: string): [string, number][] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((path) => /\.(ts|mjs)$/.test(path));
  return files.map((path) => [`${folder}/${path}`, readFileSync(join(ROOT, folder, path), 'utf8').split('\n').length - 1]);
}

function row(figure: Figure): string {
  const bound = 'atMost' in figure.bound ? `≤ ${figure.bound.atMost}` : `≥ ${figure.bound.atLeast}`;
  const value = String(Number(figure.value.toFixed(2)));
  const verdict = holds(figure) ? 'ok' : 'NOT KEPT';
  return `${figure.name.padEnd(40)} ${value.padStart(7)}  ${bound.padEnd(7)} ${verdict.padEnd(8)} ${figure.detail ?? ''}`.trimEnd();
}

const project = new Project({ tsConfigFilePath: join(ROOT, 'tsconfig.json'), skipAddingFilesFromTsConfig: true });
const library = project.addSourceFilesAtPaths(join(ROOT, 'lib/**/*.ts'));
const index = project.getSourceFileOrThrow(join(ROOT, 'lib/index.ts'));
const figures = figuresOf({ project, library, index, lines: new Map(WRITTEN.flatMap(linesIn)) });
console.log(figures.map(row).join('\n'));
process.exitCode = figures.every(holds) ? 0 : 1;
