import { UnusableError } from '../problem';

/** @throws UnusableError with the syntax error at an offset */
export function malformed(at: number, reason: string, fix = 'correct the syntax on this line or the line before'): never {
  throw new UnusableError({ at, got: `malformed YAML: ${reason}`, allowed: 'YAML or JSON', fix });
}
