/** What only programs say: calls and classes of this library, and what YAML has another word for. */
const CLASSES = 'Approval|Caller|CallerSet|Credential|RequestCondition|RequestRule|Tls|Token|TokenIssuer|Way';
export const TYPESCRIPT = new RegExp(
  [
    `\\b(?:${CLASSES})\\.[a-z]`,
    '\\bnew [A-Z]',
    '=>',
    '\\bundefined\\b(?! order)',
    '\\[object ',
    '\\b(?:ExternalHost|PassthroughHost|CallerSet)s?\\b(?!\\.fromFiles)',
    'environment variable',
    'cdk8s-plus',
    // A call, as of `any()`, and of a form that YAML cannot have on one line.
    '\\b(?:originate|mutual|bearer|granted|serviceAccount|claims|allow|deny|all|any|not)\\((?!\\w)',
    '\\b\\w+: \\w+: \\{',
  ].join('|'),
);
