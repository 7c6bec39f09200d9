import { EgressGovernance } from '../../../lib';
import { asRows, findings, refusals } from '../../findings';
import { egress, exit } from '../../kit';

test('reports malformed properties, and namespaces of gateways', () => {
  const refuse = (props: object) => {
    const { app, chart } = egress();
    new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [exit(chart)], ...props });
    return findings(app);
  };
  const given = [
    { mode: 'Audit' },
    { excludedNamespaces: 'legacy' },
    { excludedNamespaces: ['legacy', 7] },
    { excludedNamespaces: ['Legacy', 'vm.example'] },
    { excludedNamespaces: ['*'] },
    { excludedNamespaces: ['legacy', 'egress-system'] },
    { clients: 'team-a' },
    { clients: [7] },
    { clients: ['Team_A', { namespace: 7 }, {}] },
    { clients: ['egress-system'] },
    { addressClaims: ['10.0.0.0/8'] },
    { addressClaims: { machines: '10.0.0.0/8' } },
    { addressClaims: { machines: ['10.0.0.1', '10.0.0.0/33'] } },
    { addressClaims: { Machines: ['10.0.0.0/8'] } },
    { exempt: ['argo'] },
    { exempt: { users: 'argo' } },
    { exempt: { users: ['*'], groups: ['system:authenticated', ''] } },
    { approvers: ['security'] },
    { engine: 'opa' },
    { stages: ['names'] },
    { stages: { name: { mode: 'audit' } } },
    { stages: { names: 'audit' } },
    { stages: { names: { mode: 'warn' } } },
    { stages: { names: { mode: 'audit' } } },
    { stages: { names: { mode: 'audit', until: 'spring' } } },
    { restrictedCallers: { namespace: 'team-a', serviceAccount: 'agent' } },
    { restrictedCallers: [{ groups: ['deployers'] }] },
    { restrictedCallers: [{ caller: { namespace: 'team-a' } }] },
    { restrictedCallers: [{ caller: { namespace: 'team-a', serviceAccount: 'Agent' } }] },
  ];
  expect(refusals(asRows<object>(given), refuse)).toMatchInlineSnapshot(`
"input/property  mode
  allowed: enforce, audit
  fix: correct the mode, or remove it for 'enforce'
  - { mode: 'Audit' }: got Audit
input/namespace  excludedNamespaces
  allowed: a list of namespace names, such as ['virtual-machines']
  fix: write the names as a list, or remove excludedNamespaces
  - { excludedNamespaces: 'legacy' }: got "legacy" (a string)
input/namespace  excludedNamespaces[1]
  allowed: the names of namespaces: a-z, 0-9 and -, each at most 63 characters
  fix: correct the name
  - { excludedNamespaces: [ 'legacy', 7 ] }: got 7 (a number)
input/namespace  excludedNamespaces
  allowed: the names of namespaces: a-z, 0-9 and -, each at most 63 characters
  fix: correct the name
  - { excludedNamespaces: [ 'Legacy', 'vm.example' ] }: got ["Legacy","vm.example"]
  - { excludedNamespaces: [ '*' ] }: got ["*"]
input/namespace  excludedNamespaces
  allowed: namespaces without a gateway: what is in the namespace of a gateway can lead out through it
  fix: remove the namespace from the list
  - { excludedNamespaces: [ 'legacy', 'egress-system' ] }: got ["egress-system"]
input/namespace  clients
  allowed: a list of client namespaces, such as [teamA, 'team-b']
  fix: write the namespaces as a list
  - { clients: 'team-a' }: got "team-a" (a string)
input/namespace  clients[0]
  allowed: a ClientNamespace, the name of a namespace, or a Namespace of cdk8s-plus
  fix: correct the namespace
  - { clients: [ 7 ] }: got 7 (a number)
input/namespace  clients
  allowed: ClientNamespaces, names of namespaces (a-z, 0-9 and -, at most 63 characters), or Namespaces of cdk8s-plus
  fix: correct the namespace
  - { clients: [ 'Team_A', { namespace: 7 }, {} ] }: got ["Team_A","an object whose namespace is … (81 characters)
input/namespace  clients
  allowed: namespaces without a gateway: those of gateways are governed without being listed
  fix: remove the namespace from the list
  - { clients: [ 'egress-system' ] }: got ["egress-system"]
input/exemption  addressClaims
  allowed: ranges of addresses by namespace, such as { 'virtual-machines': ['10.20.0.0/16'] }
  fix: write the ranges as an object of lists
  - { addressClaims: [ '10.0.0.0/8' ] }: got ["10.0.0.0/8"]
input/exemption  addressClaims.machines
  allowed: ranges of addresses by namespace, such as { 'virtual-machines': ['10.20.0.0/16'] }
  fix: write the ranges as a list
  - { addressClaims: { machines: '10.0.0.0/8' } }: got "10.0.0.0/8" (a string)
input/exemption  addressClaims.machines[0]
  allowed: ranges of addresses by namespace, such as { 'virtual-machines': ['10.20.0.0/16'] }
  fix: correct the range
  - { addressClaims: { machines: [ '10.0.0.1', '10.0.0.0/33' ] } }: got 10.0.0.1
input/exemption  addressClaims.machines[1]
  allowed: ranges of addresses by namespace, such as { 'virtual-machines': ['10.20.0.0/16'] }
  fix: correct the range
  - { addressClaims: { machines: [ '10.0.0.1', '10.0.0.0/33' ] } }: got 10.0.0.0/33
input/namespace  addressClaims
  allowed: the names of namespaces: a-z, 0-9 and -, each at most 63 characters
  fix: correct the name
  - { addressClaims: { Machines: [ '10.0.0.0/8' ] } }: got ["Machines"]
input/exemption  exempt
  allowed: an object { users, groups }
  fix: write exempt: { groups: ['platform-team'] }
  - { exempt: [ 'argo' ] }: got ["argo"]
input/exemption  exempt.users
  allowed: a list of users, such as ['system:serviceaccount:argocd:argocd-application-controller']
  fix: write the users as a list
  - { exempt: { users: 'argo' } }: got "argo" (a string)
input/exemption  exempt.users[0]
  allowed: the name of a user, such as 'system:serviceaccount:argocd:argocd-application-controller', and not one that stands for everybody
  fix: correct the name: it is compared as a whole, without wildcards
  - { exempt: { users: [ '*' ], groups: [ 'system:authenticated', '' ] } }: got *
input/exemption  exempt.groups[0]
  allowed: the name of a group, such as 'platform-team', and not one that stands for everybody
  fix: correct the name: it is compared as a whole, without wildcards
  - { exempt: { users: [ '*' ], groups: [ 'system:authenticated', '' ] } }: got system:authenticated
input/exemption  exempt.groups[1]
  allowed: the name of a group, such as 'platform-team', and not one that stands for everybody
  fix: correct the name: it is compared as a whole, without wildcards
  - { exempt: { users: [ '*' ], groups: [ 'system:authenticated', '' ] } }: got ''
input/exemption  approvers
  allowed: an object { users, groups }
  fix: write approvers: { groups: ['egress-approvers'] }
  - { approvers: [ 'security' ] }: got ["security"]
input/property  engine
  allowed: kyverno, native, both
  fix: correct the engine, or remove it for 'kyverno'
  - { engine: 'opa' }: got opa
input/stages  stages
  allowed: the mode of each policy, such as { names: { mode: 'audit', until: '2027-03-01' } }
  fix: write stages as such an object
  - { stages: [ 'names' ] }: got ["names"]
input/property  stages.name
  allowed: the properties approval, endpoints, hostnames, content, approvers, decision, deployers, routes, targets, pods, identities, isolation, names, denied, exceptions
  fix: rename it: did you mean names?
  - { stages: { name: { mode: 'audit' } } }: got {"mode":"audit"}
input/stages  stages.names
  allowed: the mode of each policy, such as { names: { mode: 'audit', until: '2027-03-01' } }
  fix: write stages as such an object
  - { stages: { names: 'audit' } }: got "audit" (a string)
input/stages  stages.names.mode
  allowed: enforce, audit
  fix: correct the mode
  - { stages: { names: { mode: 'warn' } } }: got warn
input/stages  stages
  allowed: for each audit, YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: set until, so that the audit of the policy is not forgotten
  - { stages: { names: { mode: 'audit' } } }: got ["names: no date"]
  - { stages: { names: { mode: 'audit', until: 'spring' } } }: got ["names: spring"]
input/exemption  restrictedCallers
  allowed: callers with their users and groups, such as [{ caller: Caller.serviceAccount('team-a', 'agent'), groups: ['team-a-deployers'] }]
  fix: write restrictedCallers as a list of such objects
  - { restrictedCallers: { namespace: 'team-a', serviceAccount: 'agent' } }: got {"namespace":"team-a","serviceAccount":"agent"}
input/exemption  restrictedCallers[0].caller
  allowed: a caller with a service account, such as Caller.serviceAccount('team-a', 'agent')
  fix: name the service account of the caller
  - { restrictedCallers: [ { groups: [Array] } ] }: got nothing
  - { restrictedCallers: [ { caller: [Object] } ] }: got {"namespace":"team-a"}
  - { restrictedCallers: [ { caller: [Object] } ] }: got {"namespace":"team-a","serviceAccount":"Agent"}"
`);
});

test('reports invalid names', () => {
  const refuse = (name: string) => {
    const { app, chart } = egress();
    new EgressGovernance(chart, 'governance', { name });
    return findings(app);
  };
  expect(refusals(asRows(['', 'Egress', 'e'.repeat(201)]), refuse)).toMatchInlineSnapshot(`
"input/name  name
  allowed: a DNS subdomain: a-z, 0-9, - and ., at most 200 characters
  fix: correct the name
  - '': got ''
  - 'Egress': got Egress
  - 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee… (203 characters): got eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee… (201 characters)"
`);
});
