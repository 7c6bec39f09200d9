import { App, Chart } from 'cdk8s';
import { EgressApp } from '../../lib';
import { now } from '../../lib/core/clock';
import { findings } from '../findings';

const before = process.env.SOURCE_DATE_EPOCH;
beforeEach(() => {
  delete process.env.SOURCE_DATE_EPOCH;
});
afterAll(() => {
  if (before !== undefined) process.env.SOURCE_DATE_EPOCH = before;
});

test('the time given to the app comes first', () => {
  process.env.SOURCE_DATE_EPOCH = '1';
  const date = new Date('2026-11-23T12:00:00Z');
  expect(now(new Chart(new EgressApp({ now: date }), 'chart'))).toEqual(date);
});

test('then SOURCE_DATE_EPOCH, in seconds', () => {
  process.env.SOURCE_DATE_EPOCH = '1795500000';
  expect(now(new App())).toEqual(new Date('2026-11-24T06:00:00Z'));
});

test('then the clock of the machine', () => {
  jest.useFakeTimers({ now: new Date('2030-05-06T07:08:09Z') });
  const date = now(new App());
  jest.useRealTimers();
  expect(date).toEqual(new Date('2030-05-06T07:08:09Z'));
});

test.each(['tomorrow', '', '-1', '1e3', '99999999999999999'])(
  'SOURCE_DATE_EPOCH=%s is not a time: nothing would ever expire',
  (epoch) => {
    process.env.SOURCE_DATE_EPOCH = epoch;
    expect(() => now(new App())).toThrow(
      `SOURCE_DATE_EPOCH: got ${epoch || "''"}; allowed: seconds since 1970, such as 1795392000; fix: set it to a number`,
    );
  },
);

test('an invalid date is not a time', () => {
  expect(findings(new EgressApp({ now: new Date('tomorrow') }))).toMatchObject([
    { rule: 'input/property', construct: 'app', path: 'now', got: 'an invalid Date', allowed: 'a valid Date' },
  ]);
});
