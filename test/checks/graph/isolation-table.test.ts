// The table of the group `isolation` of the conformance suite, as the checks evaluate it. There is no bed for IPv6.
import { CALLERS, CELLS, DECLARED, nameOf, open } from '../../conformance/isolation/cells';
import { PLACES } from '../../conformance/isolation/places';
import { closers, predict } from '../../conformance/isolation/prediction';
import { dist, withoutAdmission } from '../../conformance/manifests';

const objects = withoutAdmission(dist());
const families = [4, 6] as const;

const without = (kind: string, ...names: readonly string[]) =>
  objects.filter((one) => one.kind !== kind || !names.includes(`${one.metadata.namespace}/${one.metadata.name}`));
const opened = (rest: typeof objects, family: 4 | 6) =>
  open(predict({ objects: rest, places: PLACES, family })).filter((cell) => !DECLARED.includes(cell));

test.each(families)('over IPv%d, the reference app opens exactly what it declares', (family) => {
  const cells = open(predict({ objects, places: PLACES, family }));
  expect(cells).toHaveLength(DECLARED.length);
  expect(new Set(cells)).toEqual(new Set(DECLARED));
});

test('each closed cell has something that closes it, the same over IPv4 and IPv6', () => {
  const [four, six] = families.map((family) => closers({ objects, places: PLACES, family }));
  expect(six).toEqual(four);
  const closed = CELLS.map(nameOf).filter((cell) => !DECLARED.includes(cell));
  for (const cell of closed) expect([cell, four?.get(cell)?.length]).not.toEqual([cell, 0]);
});

test.each(families)('over IPv%d, a client without its NetworkPolicy reaches everything outside', (family) => {
  for (const caller of CALLERS) {
    const [team = ''] = caller.split('/');
    const cells = opened(without('NetworkPolicy', `${team}/only-by-the-gateway`), family);
    for (const what of ['UDP 443 outside', 'the metadata address', 'the API server', 'api.example.com:443 by its address'])
      expect(cells).toContain(`${caller}: ${what}`);
    expect(cells.filter((cell) => !cell.startsWith(caller))).toEqual([]);
  }
});

test('a policy that permits all of IPv4 leaves IPv6 closed, and the other way round', () => {
  const widened = (cidr: string) => [
    ...objects,
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'widened', namespace: 'team-a' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr } }] }] },
    },
  ];
  expect(opened(widened('0.0.0.0/0'), 4)).toContain('team-a/agent: the metadata address');
  expect(opened(widened('0.0.0.0/0'), 6)).toEqual([]);
  expect(opened(widened('::/0'), 6)).toContain('team-a/agent: the metadata address');
  expect(opened(widened('::/0'), 4)).toEqual([]);
});
