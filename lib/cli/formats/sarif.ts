import { RULES } from '../../checks/rules';
import type { TrailStep } from '../../core/finding';
import { showField, showGot, trailLines } from '../../core/format-finding';
import { pageOf } from '../../core/rule-page';
import { STDIN_NAME } from '../../core/stdin-name';
import type { LocatedFinding, Report } from './report';
import { VERSION } from './version';

const LEVELS = { error: 'error', warning: 'warning', info: 'note', waived: 'note' } as const;
/** The address of the pages of this version. */
const PACKAGE = `https://unpkg.com/cdk8s-egress@${VERSION}`;

/**
 * A report as SARIF 2.1.0, the format of code scanning. Waived findings are suppressed, with the reason.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif({ findings }: Report): string {
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const driver = { name: 'cdk8s-egress', version: VERSION, informationUri: `${PACKAGE}/docs/check.md`, rules: ids.map(ruleOf) };
  const results = findings.map((finding) => result(finding, ids.indexOf(finding.rule)));
  const runs = [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }];
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return `${JSON.stringify({ $schema, version: '2.1.0', runs }, undefined, 2)}\n`;
}

function ruleOf(id: string): object {
  const known = RULES.find((rule) => rule.id === id);
  const short = known ? { shortDescription: { text: known.summary } } : {};
  const helpUri = `${PACKAGE}/${pageOf(id)}`;
  return { id, ...short, fullDescription: { text: `${sentence(known?.summary ?? reasonOf(id))} See ${helpUri}` }, helpUri };
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

/** What a finding of one object means, by the component that rejects it. */
function reasonOf(id: string): string {
  if (id.startsWith('invariant/')) return 'a rule of the company is violated, or cannot be decided';
  if (id.startsWith('schema/')) return 'the API server rejects the object';
  return id.startsWith('istio/') ? "Istio's webhook rejects the object or warns about it" : 'the input is malformed';
}

function result(finding: LocatedFinding, ruleIndex: number): object {
  const { rule, severity, message, allowed, fix, file, line, column, reason } = finding;
  const field = showField(finding);
  const by = trailLines(finding).length > 0 ? `; path: ${trailLines(finding).join(' → ')}` : '';
  const text = `${[field, message].filter(Boolean).join(': ')}${by}; got ${showGot(finding)}; allowed: ${allowed}; fix: ${fix}`;
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column } };
  const locations = [
    {
      physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region },
      logicalLocations: [{ fullyQualifiedName: field }],
    },
  ];
  const related = (finding.trail ?? []).flatMap(relatedTo);
  const suppressions = reason === undefined ? {} : { suppressions: [{ kind: 'inSource', justification: reason }] };
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text },
    locations,
    ...(related.length > 0 && { relatedLocations: related }),
    ...suppressions,
  };
}

/** A step of the path of a violated invariant. */
function relatedTo({ text, object, path, file, line, column }: TrailStep): object[] {
  if (file === undefined || line === undefined) return [];
  const region = { startLine: line, startColumn: column };
  const name = showField({ object, path });
  return [
    {
      physicalLocation: { artifactLocation: { uri: uriOf(file) }, region },
      logicalLocations: [{ fullyQualifiedName: name }],
      message: { text: `${text}: ${name}` },
    },
  ];
}

/** A path as a URI. It stays relative, so that code scanning finds the file. The standard input has no path. */
function uriOf(file: string): string {
  if (file === STDIN_NAME) return 'stdin';
  return file.replaceAll('\\', '/').replace(/^\.\//, '').split('/').map(encodeURIComponent).join('/');
}
