import type { Manifest } from '../../lib/manifests/manifest';
import { simulate } from '../../lib/simulate';
import { type RandomApp, randomApp } from '../conformance/differential/random-app';
import { randomRequest, simulated } from '../conformance/differential/random-request';
import { Dice } from '../dice';

const AT = new Date('2026-12-01T10:00:00Z');
const REQUESTS = 40;
const CALLERS = ['team-a', 'team-b'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));

/** What becomes of requests to the first host of an app. */
function fates({ objects, ...app }: RandomApp, first: RandomApp): unknown[] {
  const dice = new Dice(first.seed);
  const manifests = [...CALLERS, ...objects] as readonly Manifest[];
  return Array.from({ length: REQUESTS }, (_, i) => {
    const request = randomRequest(dice, { ...app, objects, hosts: first.hosts.slice(0, 1) }, `${i}`);
    const { outcome, status, body, headers, details, metadata, upstream } = simulate(
      manifests,
      simulated(request, '10.0.0.1', AT),
    );
    const sent = upstream && { ...upstream, backends: upstream.backends.length, tls: upstream.tls?.serverName };
    return { request, outcome, status, body, headers, details, metadata, sent };
  });
}

describe('nothing that one host says changes what becomes of the requests to another', () => {
  test.each([1, 2, 5, 7, 8, 10, 12])('app %i', (number) => {
    const alone = randomApp({ seed: 3, number, count: 1 });
    const expected = fates(alone, alone);
    for (const others of [0, 1, 2]) expect(fates(randomApp({ seed: 3, number, count: 6, others }), alone)).toEqual(expected);
  });
});
