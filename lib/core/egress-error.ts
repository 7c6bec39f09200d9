import type { Finding } from './finding';
import { formatFinding } from './format-finding';

/** Thrown by synthesis when findings are errors. Nothing has been written then. */
export class EgressError extends Error {
  /** All findings of the run, errors first. Not enumerable: Node would print them once more. */
  declare public readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    const errors = findings.filter((f) => f.severity === 'error');
    const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
    super(`${count}, nothing was written\n\n${errors.map(formatFinding).join('\n\n')}\n`);
    this.name = 'EgressError';
    Object.defineProperty(this, 'findings', { value: [...errors, ...findings.filter((f) => f.severity !== 'error')] });
    // The reader needs the findings, not the place in the library that collected them.
    this.stack = `${this.name}: ${this.message}`;
  }
}
