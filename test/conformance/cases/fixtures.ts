import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { EgressApp, EgressGateway, EgressGovernance, type EgressGovernanceProps } from '../../../lib';
import { type Bed, group } from '../bed';

const SOME: Partial<EgressGovernanceProps> = {
  clients: ['team-a'],
  exempt: { users: ['argo'] },
  approvers: { groups: ['approvers'] },
  deniedHosts: ['pastebin.com'],
};

/** Writes the tests of a governance. Returns their folder. */
function write(bed: Bed, name: string, props: Partial<EgressGovernanceProps>): string {
  const outdir = join(bed.world.subfolder('fixtures'), name);
  const app = new EgressApp({ outdir });
  const chart = new Chart(app, 'governance');
  const gateway = EgressGateway.fromGatewayName(chart, 'gateway', { name: 'exit', namespace: 'egress-system' });
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [gateway], fixtures: true, ...props });
  app.synth();
  return `${outdir}-kyverno-test`;
}

/** How many tests pass and fail in the CLI. */
async function results(bed: Bed, folder: string): Promise<readonly [passed: number, failed: number]> {
  const { stdout, stderr } = await bed.kyvernoCli('test', folder);
  const [, passed, failed] = /(\d+) tests? passed and (\d+) tests? failed/.exec(stdout) ?? assert.fail(stdout + stderr);
  return [Number(passed), Number(failed)];
}

export default group({
  name: 'fixtures',
  title: 'The tests that EgressGovernance writes, in the CLI of Kyverno',
  cases: {
    'they pass, with Kyverno alone and beside native policies': async (bed) => {
      const counts = [
        await results(bed, write(bed, 'kyverno', SOME)),
        await results(bed, write(bed, 'both', { ...SOME, engine: 'both' })),
      ];
      assert.deepEqual(
        counts.map(([, failed]) => failed),
        [0, 0],
      );
      const [[alone], [beside]] = counts as [[number, number], [number, number]];
      assert.ok(alone > 40 && beside > 20, `${alone} and ${beside} tests`);
      bed.notes['tests for the CLI'] = `${alone} pass; beside native policies, ${beside}`;
    },
    'with another label domain too': async (bed) => {
      const outdir = join(bed.world.subfolder('fixtures'), 'acme');
      const app = new EgressApp({ outdir, labelDomain: 'acme.io' });
      new EgressGovernance(new Chart(app, 'governance'), 'governance', { name: 'egress', fixtures: true });
      app.synth();
      assert.equal((await results(bed, `${outdir}-kyverno-test`))[1], 0);
    },
    'they fail for a policy that no longer reads when an approval ends': async (bed) => {
      const folder = write(bed, 'weaker', SOME);
      const file = join(folder, 'egress/policies.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('timestamp(variables.until) > time.now()', '"true" == "true"'));
      const [, failed] = await results(bed, folder);
      assert.ok(failed >= 4, `${failed} failed`);
    },
  },
});
