import type { Report } from './report';

/** A report for programs. Waived findings are left out: who reads this acts on each, and need not know of waivers. */
export function formatJson({ findings, objects, unknown }: Report): string {
  const told = findings
    .filter(({ severity }) => severity !== 'waived')
    .map(({ rule, severity, object, path, message, got, allowed, fix, file, line, column }) => {
      return { rule, severity, object, path, message, got, allowed, fix, file, line, column };
    });
  return `${JSON.stringify({ findings: told, objects, unknown }, undefined, 2)}\n`;
}
