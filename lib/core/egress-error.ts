import type { Finding } from './finding';
import { formatFinding } from './format-finding';

/** Thrown by `EgressApp` if any finding is an error. No file has been written. */
export class EgressError extends Error {
  /** All findings of the run, errors first. The property is not enumerable, because Node would print them a second time. */
  declare public readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    const errors = findings.filter((f) => f.severity === 'error');
    const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
    super(`${count}, nothing was written\n\n${errors.map(formatFinding).join('\n\n')}\n`);
    this.name = 'EgressError';
    Object.defineProperty(this, 'findings', { value: [...errors, ...findings.filter((f) => f.severity !== 'error')] });
    // Users need the findings, not the line of the library that collected them.
    this.stack = `${this.name}: ${this.message}`;
  }
}
