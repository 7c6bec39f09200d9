import { checkSources } from '../../../lib/cli/inputs/check-sources';
import { Platform } from '../../../lib/core/platform';
import { NOW } from '../../kit';

const OPTIONS = { platform: Platform.for({}), now: NOW };

/** The places of the findings in a Service, in the order of the report. */
function places(spec: string): string[] {
  const text = `apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: b }\nspec:${spec}\n`;
  return checkSources([{ file: 'service.yaml', text }], OPTIONS).findings.map(
    ({ rule, line, column }) => `${line}:${column} ${rule}`,
  );
}

test('several findings in one line are sorted by column', () => {
  expect(places(' { unheardOf: 1, ports: [{ port: "80" }] }')).toEqual(['4:9 schema/unknown-field', '4:33 schema/type']);
  expect(places(' { ports: [{ port: "80" }], unheardOf: 1 }')).toEqual(['4:19 schema/type', '4:34 schema/unknown-field']);
});

test('findings in different lines are sorted by line, whatever their columns', () => {
  expect(places('\n  ports: [{ port: "80" }]\n  unheardOf: 1')).toEqual(['5:13 schema/type', '6:3 schema/unknown-field']);
});
