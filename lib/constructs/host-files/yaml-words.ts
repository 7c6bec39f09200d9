import type { Finding } from '../../core/finding';

/** What texts for programs say, and what texts for documents say instead, in this order. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/; if the value is that of an environment variable, set the variable$/, ''],
  [/; for a ServiceAccount of cdk8s-plus, .*$/, ''],
  [/ \(serviceAccounts; in an app, Caller\.serviceAccount\)/, ': serviceAccount beside namespace'],
  [/\bat least one Caller\b/, 'at least one caller'],
  [/, Caller\.of\(serviceAccount\)/, ''],
  [/\[RequestCondition\.header\(…\)\]/, '[header: { … }]'],
  [/Caller\.serviceAccount\('([^']*)', '([^']*)'\)/g, '{ namespace: $1, serviceAccount: $2 }'],
  [
    /Token\.serviceAccount\(\{ issuer, accounts: \[Caller\.serviceAccount\(…\)\] \}\)/,
    '{ serviceAccount: { issuer, accounts } }',
  ],
  [/Caller\.serviceAccount\((?:…|namespace, name)\)/g, '{ namespace: …, serviceAccount: … }'],
  [/Caller\.(?:of|namespace)\([^()]*\)/g, '{ namespace: … }'],
  [/RequestCondition\.cel\(…, \{ ([^{}]*) \}\)/g, 'cel: { expression: …, $1 }'],
  [/\b(all|any)\((?:…)?\) (without|of)\b/, '$1 $2'],
  [/\bas ExternalHosts with Tls\.none\(\)/, 'in documents without inspection, with tls: none'],
  [/: (?:Credential|Tls)\.(\w+)\((\{[^{}]*\})\)/g, ': { $1: $2 }'],
  [/\b(?:Approval|Credential|RequestCondition|RequestRule|Tls|Token|Way)\.(\w+)\((\{[^{}]*\})\)/g, '$1: $2'],
  [/\b(?:Approval|Credential|RequestCondition|RequestRule|Tls|Token|Way)\.(\w+)\('([^']*)'\)/g, '$1: $2'],
  [/\b(?:Approval|Credential|RequestCondition|RequestRule|Tls|Token|Way)\.(\w+)(?:\((?:…)?\))?/g, '$1'],
  [/\bby ExternalHost, which makes the list\b/, 'in requests of the document'],
  [/\ban ExternalHost\b/g, 'a document without inspection'],
  [/\bExternalHosts\b(?!\.fromFiles)/g, 'documents without inspection'],
  [/\ba PassthroughHost\b/g, 'a document with inspection: none'],
  [/\bcallers: new CallerSet\(\{ name: '([^']*)'[^{}]*\}\)/, 'callers: $1, for a set of this name in callerSets of the program'],
  [/, such as new CallerSet\([^()]*\)/, ''],
  [/\bcreate the set with new CallerSet\([^()]*\)/, 'write its name'],
  [/\bnew CallerSet\(\{ ([^{}]*) \}\)/g, 'a set of the program with $1'],
  [/: a CallerSet as callers\b/, ': that of callers'],
  [/\ba CallerSet with\b/, 'a set in callerSets of the program with'],
  [/\b(?:a|another) CallerSet\b/g, 'the name of a set of callers in callerSets of the program'],
  [/\bCallerSets\b/g, 'names of sets of callers'],
  [/\ba TokenIssuer of this app\b/, 'the name of an issuer in tokenIssuers of the program'],
  [/\bcreate a TokenIssuer for\b/, 'name one for'],
  [/\ba TokenIssuer for\b/, 'an issuer in tokenIssuers of the program for'],
];

/** A text about properties, in the words of documents: `Tls.none()` is `none`. */
export function inYaml(text: string): string {
  return WORDS.reduce((said, [program, document]) => said.replace(program, document), text);
}

/** A finding about properties, in the words of documents. @param given - the value of the document, whose words are its own */
export function findingInYaml(finding: Finding, given: unknown): Finding {
  const { got, allowed, message, paste } = finding;
  return {
    ...finding,
    got: got === given || finding.object ? got : valueInYaml(got),
    allowed: inYaml(allowed),
    fix: fixInYaml(finding),
    ...(message !== undefined && { message: inYaml(message) }),
    ...(paste && { paste: paste.flatMap(lineInYaml) }),
  };
}

function valueInYaml(got: unknown): unknown {
  if (Array.isArray(got)) return got.map(valueInYaml);
  return typeof got === 'string' ? inYaml(got) : got;
}

/** What is written about a value where any text is allowed. */
const ANY_TEXT = /^(?:a non-empty string|a name|a text|a reason|the name of|the key of|a DNS |why )/;

/** How to fix a document: YAML reads texts such as 4711 and `yes` as other values, and no variable of the environment. */
export function fixInYaml({ got, path, allowed, fix }: Pick<Finding, 'got' | 'path' | 'allowed' | 'fix'>): string {
  const said = inYaml(fix);
  if (got === undefined && said !== fix && fix.startsWith(said)) return `add ${path.at(-1)}`;
  const isOther = typeof got === 'string' && /\((?:a number|a boolean)\)$/.test(got);
  return isOther && ANY_TEXT.test(allowed) && !said.includes('in quotes') ? `${said}; write it in quotes` : said;
}

/** A line of a list of texts, as TypeScript writes it and as YAML does: the texts have quotes that mean the same in both. */
function lineInYaml(line: string): string[] {
  const [, property] = /^(\w+): \[$/.exec(line) ?? [];
  if (property !== undefined) return [`${property}:`];
  const [, text] = /^ {2}(.*),$/.exec(line) ?? [];
  return text === undefined ? [] : [`  - ${text}`];
}
