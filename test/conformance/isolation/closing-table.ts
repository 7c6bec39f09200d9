import type { RecordedTable } from '../bed/report';
import { CALLERS, ROWS } from './cells';
import { type Closer, type Cluster, closers } from './prediction';

/** The table of what closes each cell, for the report. */
export function closingTable(cluster: Cluster, about: string): RecordedTable {
  const found = closers(cluster);
  const cell = (caller: string, title: string) => textOf(found.get(`${caller}: ${title}`) ?? []);
  return {
    about,
    head: ['target', ...CALLERS.map((caller) => `from ${caller}`)],
    rows: ROWS.map(({ title }) => [title, ...CALLERS.map((caller) => cell(caller, title))]),
  };
}

const textOf = (found: readonly Closer[]): string => (found.length === 0 ? '**open**' : found.map(({ text }) => text).join('; '));
