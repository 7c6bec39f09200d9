import type { InputProblem } from '../manifests/read/read-manifests';
import type { ArgumentProblem } from './argument-values';
import { githubCommand } from './format-github';
import { plain } from './format-text';
import type { Format } from './formats';

/** What is wrong with the command line, for people. */
export function formatArgumentProblems(problems: readonly ArgumentProblem[]): string {
  return problems.map(({ argument, ...problem }) => text(argument, problem)).join('');
}

/** What is wrong with the inputs, for people. */
export function formatInputProblems(problems: readonly InputProblem[]): string {
  return problems.map((problem) => text(placeOf(problem), problem)).join('');
}

/** The same for a program that reads the standard output; nothing where a format has no words for it. */
export function reportProblems(problems: readonly InputProblem[], format: Format): string {
  if (format !== 'github') return '';
  const commands = problems.map(({ file, line = 1, column = 1, got, allowed, fix }) =>
    githubCommand('error', { file, line, col: column, title: 'input' }, `got ${got}; allowed: ${allowed}\nfix: ${fix}`),
  );
  return commands.join('');
}

function placeOf({ file, line, column }: InputProblem): string {
  return line === undefined ? file : `${file}:${line}:${column}`;
}

function text(where: string, { got, allowed, fix }: Pick<InputProblem, 'got' | 'allowed' | 'fix'>): string {
  return `${plain(where)}\n  got ${plain(got)}; allowed: ${plain(allowed)}\n  fix: ${plain(fix)}\n\n`;
}
