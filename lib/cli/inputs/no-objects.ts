import type { Mismatch } from '../../core/finding';
import { STDIN_NAME } from '../../core/stdin-name';
import { fileFinding } from '../../manifests/read/problem';
import type { Report } from '../formats/report';
import { STDIN } from './read-inputs';

/** The problem of an input that should have objects, but has none. */
export function noObjects(file: string): Mismatch {
  const piped = 'run the command before the pipe on its own: it may have failed or written nothing';
  if (file !== STDIN_NAME) return { got: 'no Kubernetes objects', allowed: 'manifests', fix: piped };
  return { got: 'no Kubernetes objects in the standard input', allowed: 'manifests', fix: piped };
}

/** Adds a finding to a report if there was nothing to check. */
export function withoutNothing(report: Report, paths: readonly string[]): Report {
  if (report.objects > 0 || report.unread > 0) return report;
  const [file = STDIN_NAME] = paths.filter((path) => path !== STDIN);
  const fix = 'specify files or folders with objects that have apiVersion and kind';
  const problem = fileFinding({ file }, { got: 'no Kubernetes objects', allowed: 'manifests', fix });
  return { ...report, findings: [...report.findings, problem], unread: 1 };
}
