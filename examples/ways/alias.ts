// The application has a base URL: http://models.egress-system
import { ExternalHost, Way } from '../../lib';
import { exit } from './exit';

const { app, chart, gateway, callers, approval } = exit('alias');

new ExternalHost(chart, 'models', {
  ...{ gateway, callers, approval },
  host: 'models.example.com',
  port: 443,
  ways: [Way.alias('models')],
});

app.synth();
