import type { TrailStep } from '../../core/finding';
import { objectName, showGot } from '../../core/format-finding';
import { showPath } from '../../core/path';
import { pageOf } from '../../core/rule-page';
import { countNotJudged, type LocatedFinding, type Report } from './report';

/** A report for programs. Waived findings are left out, so that programs do not need to handle them. */
export function formatJson(report: Report): string {
  const { findings, objects, unknown, skipped, unread } = report;
  const reported = findings.filter(({ severity }) => severity !== 'waived').map(toJson);
  return `${JSON.stringify({ findings: reported, objects, unknown, notJudged: countNotJudged(report), skipped, unread }, undefined, 2)}\n`;
}

function toJson(finding: LocatedFinding): object {
  const { rule, severity, object, path, message, trail, allowed, fix, file, line, column } = finding;
  const what = { rule, severity, object: object && objectName(object), path: showPath(path), message };
  const steps = trail && { trail: trail.map(stepToJson) };
  return { ...what, ...steps, got: showGot(finding), allowed, fix, page: pageOf(rule), file, line, column };
}

function stepToJson({ text, object, path, file, line, column }: TrailStep): object {
  return { text, object: object && objectName(object), path: showPath(path), file, line, column };
}
