import type { EgressGatewayProps } from '../../../lib';
import { asRows, findings, refusal, refusals } from '../../findings';
import { egress, exit, gateway, host, policy } from '../../kit';

test('reports invalid names and namespaces', () => {
  const rows = asRows<Partial<EgressGatewayProps>>([
    ...['', 'Exit', '2nd-exit', 'exit.example', 'e'.repeat(64)].map((name) => ({ name })),
    ...['', 'egress_system', 'egress.system'].map((namespace) => ({ namespace })),
  ]);
  const refuse = (props: Partial<EgressGatewayProps>) => {
    const { app, chart } = egress();
    exit(chart, props);
    return findings(app);
  };
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/name  name
  allowed: a DNS label (a-z, 0-9 and -, starting with a letter, at most 63 characters), because the Service has the same name
  fix: rename the gateway
  - { name: '' }: got ''
  - { name: 'Exit' }: got Exit
  - { name: '2nd-exit' }: got 2nd-exit
  - { name: 'exit.example' }: got exit.example
  - { name: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee' }: got eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee
input/namespace  namespace
  allowed: a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus
  fix: correct the namespace
  - { namespace: '' }: got ''
  - { namespace: 'egress_system' }: got egress_system
  - { namespace: 'egress.system' }: got egress.system"
`);
});

test.each(['1team', 'n'.repeat(63)])('accepts the namespace %s', (given) => {
  const { app, chart } = egress();
  exit(chart, { namespace: given });
  expect(findings(app)).toEqual([]);
});

describe('hosts of one gateway', () => {
  test('have different names', () => {
    const { app, chart } = egress();
    const through = exit(chart);
    host(chart, through, { host: 'b.example.com', name: 'weather' }, 'b');
    host(chart, through, { host: 'a.example.com', name: 'weather' }, 'a');
    expect(refusal(app, 'input/duplicate-name')).toMatchInlineSnapshot(`
"input/duplicate-name  egress/gateway (EgressGateway)  hosts.name
  got weather: egress/a, egress/b; allowed: each name once per gateway
  fix: give one of the hosts another name
  see cdk8s-egress/docs/rules/input.md#inputduplicate-name"
`);
  });

  test('have different DNS names', () => {
    const { app, chart } = egress();
    const through = exit(chart);
    host(chart, through, { name: 'one' }, 'one');
    host(chart, through, { name: 'two' }, 'two');
    host(chart, through, { host: 'other.example.com' }, 'other');
    expect(refusal(app)).toMatchInlineSnapshot(`
"input/duplicate-host  egress/gateway (EgressGateway)  hosts.host
  got api.example.com at listener http: egress/one, egress/two; allowed: each host once per set of callers: if two routes have the same host, the older one takes precedence
  fix: declare the host once, with all its callers; for another port of the host, use another CallerSet
  see cdk8s-egress/docs/rules/input.md#inputduplicate-host"
`);
  });

  test('are reported all at once, in an order that does not depend on the order of creation', () => {
    const doubled = (ids: readonly string[]) => {
      const { app, chart } = egress();
      const through = exit(chart);
      for (const id of ids) host(chart, through, { host: `${id[0]}.example.com`, name: id }, id);
      return findings(app).map(({ got }) => got);
    };
    expect(doubled(['a1', 'a2', 'b1', 'b2'])).toEqual([
      'a.example.com at listener http: egress/a1, egress/a2; b.example.com at listener http: egress/b1, egress/b2',
    ]);
    expect(doubled(['b2', 'a2', 'b1', 'a1'])).toEqual(doubled(['a1', 'a2', 'b1', 'b2']));
  });
});

test('a gateway has only one policy', () => {
  const { app, chart } = egress();
  const through = gateway(chart);
  policy(chart, through, { name: 'second' }, 'b');
  policy(chart, through, { name: 'first' }, 'a');
  expect(refusal(app)).toMatchInlineSnapshot(`
"egress/two-policies  egress/gateway (EgressGateway)  policies
  got ["egress/a","egress/b"]; allowed: one ExtAuthPolicy per gateway: with two, the older one takes precedence
  fix: put the conditions of both into one ExtAuthPolicy
  see cdk8s-egress/docs/rules/egress-two-policies.md"
`);
});
