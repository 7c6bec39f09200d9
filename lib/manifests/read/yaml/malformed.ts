import { UnusableError } from '../problem';

/** @throws UnusableError with the syntax error at an offset */
export function malformed(at: number, reason: string): never {
  const fix = 'correct the syntax on this line or the line before';
  throw new UnusableError({ at, got: `malformed YAML: ${reason}`, allowed: 'YAML or JSON', fix });
}
