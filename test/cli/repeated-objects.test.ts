import { Chart } from 'cdk8s';
import { checkSources } from '../../lib/cli/inputs/check-sources';
import { Platform } from '../../lib/core/platform';
import { egress, exit, host, NOW } from '../kit';

/** The manifests of an app with one host. */
function manifests(): string {
  const { app, chart } = egress();
  host(new Chart(app, 'hosts'), exit(chart));
  return app.synthYaml();
}

/** The errors and warnings of two files that are checked together. */
function check(base: string, rendered: string): string[] {
  const sources = [
    { file: 'base/app.yaml', text: base },
    { file: 'rendered/app.yaml', text: rendered },
  ];
  const { findings } = checkSources(sources, { platform: Platform.for({}), now: NOW, external: ['NetworkPolicy team-a/egress'] });
  return findings.filter(({ severity }) => severity !== 'info').map(({ file, rule, got }) => `${file} ${rule}: ${got}`);
}

test('equal objects in two files are checked once', () => {
  const text = manifests();
  expect(check(text, text)).toEqual(check(text, ''));
});

test('an object that differs in two files is reported once, with the place in the other file', () => {
  const text = manifests();
  const line = text.slice(0, text.indexOf('\nkind: ServiceEntry')).split('\n').length;
  expect(check(text.replace('resolution: DNS', 'resolution: DNS\n  exportTo: [.]'), text)).toEqual([
    ...check(text, ''),
    expect.stringMatching(
      new RegExp(`^base/app\\.yaml egress/duplicate-object: .+, and again at rendered/app\\.yaml:${line}:1$`),
    ),
  ]);
});
