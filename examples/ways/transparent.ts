// The application calls the host as before, over plain HTTP: http://api.example.com
import { ExternalHost, Way } from '../../lib';
import { exit } from './exit';

const { app, chart, gateway, callers, approval } = exit('transparent');

new ExternalHost(chart, 'api', {
  ...{ gateway, callers, approval },
  host: 'api.example.com',
  port: 443, // the gateway calls it over TLS
  ways: [Way.transparent()],
});

app.synth();
