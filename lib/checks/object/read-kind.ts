import { readFileSync } from 'node:fs';
import type { Definitions, KindSchema, PinnedKind } from '../schema/kind-schema';
import type { Schema } from '../schema/schema';

const DEFINITIONS = '"$defs": [';

/**
 * Reads what is pinned of a kind. The generator writes each entry of `$defs` on a line of its own: they are parsed one by one,
 * as most objects reach few of them.
 */
export function readKind({ file }: PinnedKind): KindSchema {
  const lines = readFileSync(file, 'utf8').split('\n');
  const start = lines.indexOf(DEFINITIONS);
  const head = JSON.parse(`${lines.slice(0, start).join('\n')}"$defs": []}`);
  return { ...head, $defs: new WrittenDefinitions(lines.slice(start + 1, lines.indexOf(']', start))) };
}

class WrittenDefinitions implements Definitions {
  private readonly parsed: Schema[] = [];

  constructor(private readonly lines: readonly string[]) {}

  at(index: number): Schema | undefined {
    this.parsed[index] ??= this.lines[index] && JSON.parse(this.lines[index].replace(/,$/, ''));
    return this.parsed[index];
  }

  [Symbol.iterator](): ArrayIterator<Schema> {
    return this.lines.map((_, index) => this.at(index) as Schema).values();
  }
}
