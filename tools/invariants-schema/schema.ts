import { join, resolve } from 'node:path';
import { REQUIREMENTS, WAYS } from '../../lib/checks/invariants/invariant';
import { DEMANDS } from '../../lib/checks/invariants/shape';

/** The schema that the package contains. */
export const SCHEMA_FILE = join(resolve(__dirname, '../..'), 'schema/invariants.schema.json');

type Schema = { readonly [keyword: string]: unknown };

/** The schema of the file with the invariants, as the text of its file. A test compares it with the reader. */
export function schemaText(): string {
  return `${JSON.stringify(invariantsSchema(), undefined, 1)}\n`;
}

const text = (description: string, pattern?: string): Schema => ({ description, type: 'string', ...(pattern && { pattern }) });
const count = (description: string, maximum?: number): Schema => ({
  ...{ description, type: 'integer', minimum: 1 },
  ...(maximum !== undefined && { maximum }),
});
const list = (description: string, items: Schema): Schema => ({ description, type: 'array', items, minItems: 1 });
const words = (known: readonly string[]): Schema => ({ enum: known });

/** An object, of which some properties are required, or at least one of all. */
function object(
  description: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] | 'one' = [],
): Schema {
  const some = required === 'one' ? { minProperties: 1 } : required.length > 0 ? { required } : {};
  return { description, type: 'object', properties, additionalProperties: false, ...some };
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const HOSTS = list('Hosts, wildcards such as *.example.com, or * for every host', {
  type: 'string',
  pattern: `^(\\*|(\\*\\.)?${LABEL}(\\.${LABEL})*)$`,
});
const SELECTORS = {
  callers: object(
    'Who calls. Either list is enough. Default: everybody.',
    {
      namespaces: list('Namespaces. * stands for any characters.', {
        type: 'string',
        pattern: '^(?=.*[a-z0-9])[a-z0-9*]([-a-z0-9*]{0,61}[a-z0-9*])?$',
      }),
      serviceAccounts: list('Service accounts, as namespace/name. * stands for any characters.', {
        type: 'string',
        pattern: '^[a-z0-9*][-a-z0-9*]*/[a-z0-9*][-a-z0-9.*]*$',
      }),
    },
    'one',
  ),
  hosts: { ...HOSTS, description: 'The hosts to which the way leads. Default: every host.' },
  ways: list('How it leads out. Default: all ways.', words(WAYS)),
};
const DENIED = {
  addresses: list('Addresses and networks, such as 169.254.0.0/16', {
    type: 'string',
    pattern: '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$',
  }),
  hosts: HOSTS,
  ports: list('Ports', { type: 'integer', minimum: 1, maximum: 65535 }),
};
const METHODS = list('What the route and the rules of the host can allow', { type: 'string', pattern: '^[A-Z]+$' });
const APPROVAL = {
  maxDays: count('The longest approval', 2 ** 31 - 1),
  tickets: { ...text('A regular expression of RE2 for the ticket'), minLength: 1 },
  owners: list('The owners that are permitted', { type: 'string', pattern: '\\S' }),
  ownerIsCaller: { description: 'Whether the namespace of each caller must be the owner', const: true },
};

function invariant(): Schema {
  const properties = {
    name: text('A unique name', '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$'),
    because: text('The reason, which findings print', '\\S'),
    ...SELECTORS,
    except: object('What the invariant is not about', SELECTORS, 'one'),
    deny: object('What must not be reached: any of these', DENIED, 'one'),
    only: object('What may be reached: everything else violates the invariant', { ...DENIED, methods: METHODS }, 'one'),
    require: list('How requests must leave', words(REQUIREMENTS)),
    approval: object('What the approvals of destinations must have. {} demands an approval only.', APPROVAL),
    limit: object('Limits', { hostsPerNamespace: count('The most hosts that a namespace reaches', 2 ** 31 - 1) }, [
      'hostsPerNamespace',
    ]),
    undecided: { description: 'The severity of what cannot be decided. Default: warning.', enum: ['info', 'warning', 'error'] },
  };
  return {
    ...object('A rule that no app may break', properties, ['name']),
    anyOf: DEMANDS.map((demand) => ({ required: [demand] })),
  };
}

function invariantsSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Invariants of cdk8s-egress',
    ...object(
      'The rules of a company, which cdk8s-egress checks on every path out of the cluster',
      { invariants: list('The rules', invariant()) },
      ['invariants'],
    ),
  };
}
