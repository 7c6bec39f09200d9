import type { Finding } from '../../core/finding';

/** What texts for programs say, and what texts for documents say instead, in this order. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/Caller\.serviceAccount\('([^']*)', '([^']*)'\)/g, '{ namespace: $1, serviceAccount: $2 }'],
  [/Caller\.serviceAccount\((?:…|namespace, name)\)/g, '{ namespace: …, serviceAccount: … }'],
  [/Caller\.(?:of|namespace)\([^()]*\)/g, '{ namespace: … }'],
  [/RequestCondition\.cel\(…, \{ ([^{}]*) \}\)/g, 'cel: { expression: …, $1 }'],
  [/\b(?:Approval|Credential|RequestCondition|RequestRule|Tls|Token|Way)\.(\w+)\((\{[^{}]*\})\)/g, '$1: $2'],
  [/\b(?:Approval|Credential|RequestCondition|RequestRule|Tls|Token|Way)\.(\w+)\('([^']*)'\)/g, '$1: $2'],
  [/\b(?:Approval|Credential|RequestCondition|RequestRule|Tls|Token|Way)\.(\w+)(?:\((?:…)?\))?/g, '$1'],
  [/\ban ExternalHost\b/g, 'a document without inspection'],
  [/\bExternalHosts\b(?! with)/g, 'documents without inspection'],
  [/\ba PassthroughHost\b/g, 'a document with inspection: none'],
  [/\b(?:a|another) CallerSet\b/g, 'the name of a set of callers in callerSets of the program'],
  [/\bCallerSets\b/g, 'names of sets of callers'],
  [/\bsets of callers in callers\b/g, 'sets in callers'],
];

/** A text about properties, in the words of documents: `Tls.none()` is `none`. */
export function inYaml(text: string): string {
  return WORDS.reduce((said, [program, document]) => said.replace(program, document), text);
}

/** A finding about properties, in the words of documents. */
export function findingInYaml(finding: Finding): Finding {
  const { got, allowed, fix, paste } = finding;
  const texts = { got: typeof got === 'string' ? inYaml(got) : got, allowed: inYaml(allowed), fix: inYaml(fix) };
  return { ...finding, ...texts, ...(paste && { paste: paste.flatMap(lineInYaml) }) };
}

/** A line of a list of texts, as TypeScript writes it and as YAML does: the texts have quotes that mean the same in both. */
function lineInYaml(line: string): string[] {
  const [, property] = /^(\w+): \[$/.exec(line) ?? [];
  if (property !== undefined) return [`${property}:`];
  const [, text] = /^ {2}(.*),$/.exec(line) ?? [];
  return text === undefined ? [] : [`  - ${text}`];
}
