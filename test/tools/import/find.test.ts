import { findKind, listKinds } from '../../../tools/import/find';
import { sourceOf, widget } from './tiny';

const other = { ...widget, spec: { ...widget.spec, group: 'other.com', names: { kind: 'HTTPWidget', plural: 'others' } } };

test('in a file of many documents, the kind of the right group is found', () => {
  const { resource, origin } = findKind(sourceOf(other, widget), { apiVersion: 'example.com/v1', kind: 'HTTPWidget' });
  expect(resource).toMatchObject({
    group: 'example.com',
    version: 'v1',
    plural: 'httpwidgets',
    scope: 'Namespaced',
    statusSubresource: true,
  });
  expect(origin).toMatchObject({ source: 'example.com/widgets@v1.2.3', path: 'crds/widgets.yaml' });
});

test.each([
  [
    'a missing kind',
    'example.com/v1',
    'Gadget',
    'example.com/v1 Gadget is not in example.com/widgets@v1.2.3; correct its line in tools/import/config.ts',
  ],
  [
    'a version that is not served',
    'example.com/v1alpha1',
    'HTTPWidget',
    'HTTPWidget: example.com/v1alpha1 is not served; the CRD serves v1, v1beta1',
  ],
])('%s is an error with the name and the fix', (_, apiVersion, kind, message) => {
  expect(() => findKind(sourceOf(widget), { apiVersion, kind })).toThrow(message);
});

test('a local source provides every kind in its most stable served version', () => {
  expect(listKinds(sourceOf({ kind: 'ConfigMap' }, widget))).toEqual([{ apiVersion: 'example.com/v1', kind: 'HTTPWidget' }]);
  expect(() => listKinds(sourceOf({ kind: 'ConfigMap' }))).toThrow('no CustomResourceDefinition');
});
