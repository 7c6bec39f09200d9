import type { Project, SourceFile } from 'ts-morph';
import { anys, casts, functionLengths, nonNulls } from './code';
import { type Documented, documentedExports, documentedMembers } from './documented';

/** What is measured. */
export interface Code {
  readonly project: Project;
  /** The files of the library. */
  readonly library: readonly SourceFile[];
  /** The entry point. Its exports are the public API. */
  readonly index: SourceFile;
  /** Hand-written lines of each file, by path from the root of the repository. */
  readonly lines: ReadonlyMap<string, number>;
}

/** One figure and its limit. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
  /** What causes the value: the longest file, or the undocumented symbols. */
  readonly detail?: string;
}

/** Whether a figure is within its limit. */
export function holds({ value, bound }: Figure): boolean {
  return 'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;
}

/** All figures with their limits. */
export function figuresOf(code: Code): Figure[] {
  return [...lengths(code), ...documentation(code), ...types(code), tests(code)];
}

function lengths({ library, lines }: Code): Figure[] {
  const functions = functionLengths(library).sort((a, b) => a - b);
  const sum = functions.reduce((total, length) => total + length, 0);
  const [longest = '', most = 0] = [...lines].sort(([, a], [, b]) => b - a)[0] ?? [];
  return [
    { name: 'lines of a function, average', value: sum / Math.max(functions.length, 1), bound: { atMost: 10 } },
    { name: 'lines of a function, 90th percentile', value: percentile(functions, 0.9), bound: { atMost: 20 } },
    { name: 'lines of the longest file', value: most, bound: { atMost: 400 }, detail: longest },
  ];
}

/** A percentile: the smallest of the sorted values that this fraction of them does not exceed. */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
}

function documentation({ project, index }: Code): Figure[] {
  return [
    share('documented exports, %', documentedExports(project, index)),
    share('documented public members, %', documentedMembers(project, index)),
  ];
}

function share(name: string, { all, missing }: Documented): Figure {
  const value = all.length === 0 ? 100 : (100 * (all.length - missing.length)) / all.length;
  const detail = missing.length === 0 ? `${all.length}` : `without: ${missing.join(', ')}`;
  return { name, value, bound: { atLeast: 100 }, detail };
}

function types({ library, lines }: Code): Figure[] {
  return [
    { name: 'casts per 1,000 lines', value: (1000 * casts(library)) / linesUnder(lines, 'lib/'), bound: { atMost: 10.93 } },
    { name: 'uses of any', value: anys(library), bound: { atMost: 0 } },
    { name: 'non-null assertions', value: nonNulls(library), bound: { atMost: 0 } },
  ];
}

function tests({ lines }: Code): Figure {
  const value = linesUnder(lines, 'test/') / linesUnder(lines, 'lib/');
  return { name: 'lines of test per line of source', value, bound: { atLeast: 1 } };
}

function linesUnder(lines: ReadonlyMap<string, number>, folder: string): number {
  return [...lines].reduce((sum, [path, count]) => sum + (path.startsWith(folder) ? count : 0), 0);
}
