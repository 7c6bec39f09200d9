import type { EgressGatewayProps } from '../../../lib';
import { findings, type Told, told } from '../../findings';
import { egress, exit, gateway, host, policy } from '../../kit';

const name = (got: string): Told => ({
  rule: 'input/name',
  path: 'name',
  got,
  allowed: 'a DNS label, as its Service takes the name: a-z, 0-9 and -, a letter first, at most 63 characters',
  fix: 'rename the gateway',
});
const namespace = (got: string): Told => ({
  rule: 'input/namespace',
  path: 'namespace',
  got,
  allowed: 'a namespace name: a-z, 0-9 and -, at most 63 characters',
  fix: 'correct the namespace',
});

test.each<[Partial<EgressGatewayProps>, Told]>([
  [{ name: '' }, name("''")],
  [{ name: 'Exit' }, name('Exit')],
  [{ name: '2nd-exit' }, name('2nd-exit')],
  [{ name: 'exit.example' }, name('exit.example')],
  [{ name: 'e'.repeat(64) }, name('e'.repeat(64))],
  [{ namespace: '' }, namespace("''")],
  [{ namespace: 'egress_system' }, namespace('egress_system')],
  [{ namespace: 'egress.system' }, namespace('egress.system')],
])('refuses %j', (props, finding) => {
  const { app, chart } = egress();
  exit(chart, props);
  expect(told(findings(app))).toEqual([finding]);
});

test.each(['1team', 'n'.repeat(63)])('takes the namespace %s', (given) => {
  const { app, chart } = egress();
  exit(chart, { namespace: given });
  expect(findings(app)).toEqual([]);
});

describe('hosts of one gateway', () => {
  test('have a name each', () => {
    const { app, chart } = egress();
    const through = exit(chart);
    host(chart, through, { host: 'b.example.com', name: 'weather' }, 'b');
    host(chart, through, { host: 'a.example.com', name: 'weather' }, 'a');
    expect(told(findings(app))).toContainEqual({
      rule: 'input/duplicate-name',
      path: 'hosts.name',
      got: 'weather: egress/a, egress/b',
      allowed: 'each name once per gateway',
      fix: 'give one of the hosts another name',
    });
  });

  test('are different hosts', () => {
    const { app, chart } = egress();
    const through = exit(chart);
    host(chart, through, { name: 'one' }, 'one');
    host(chart, through, { name: 'two' }, 'two');
    host(chart, through, { host: 'other.example.com' }, 'other');
    expect(told(findings(app))).toEqual([
      {
        rule: 'input/duplicate-host',
        path: 'hosts.host',
        got: 'api.example.com: egress/one, egress/two',
        allowed: 'each host once per gateway: of two routes for one host the older wins',
        fix: 'declare the host once, with all its listeners',
      },
    ]);
  });

  test('are told of all at once, whatever the order in which they were made', () => {
    const doubled = (ids: readonly string[]) => {
      const { app, chart } = egress();
      const through = exit(chart);
      for (const id of ids) host(chart, through, { host: `${id[0]}.example.com`, name: id }, id);
      return told(findings(app)).map(({ got }) => got);
    };
    expect(doubled(['a1', 'a2', 'b1', 'b2'])).toEqual([
      'a.example.com: egress/a1, egress/a2; b.example.com: egress/b1, egress/b2',
    ]);
    expect(doubled(['b2', 'a2', 'b1', 'a1'])).toEqual(doubled(['a1', 'a2', 'b1', 'b2']));
  });
});

test('one policy decides for a gateway', () => {
  const { app, chart } = egress();
  const through = gateway(chart);
  policy(chart, through, { name: 'second' }, 'b');
  policy(chart, through, { name: 'first' }, 'a');
  expect(told(findings(app))).toEqual([
    {
      rule: 'egress/two-policies',
      path: 'policies',
      got: '["egress/a","egress/b"]',
      allowed: 'one ExtAuthPolicy per gateway: of two the older wins',
      fix: 'put both sets of conditions into one ExtAuthPolicy',
    },
  ]);
});
