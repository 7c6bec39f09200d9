// The application opens a connection that is not HTTP: postgres://db.example.com:5432
import { PassthroughHost } from '../../lib';
import { exit } from './exit';

const { app, chart, gateway, callers, approval } = exit('tcp');

new PassthroughHost(chart, 'db', {
  ...{ gateway, callers, approval },
  host: 'db.example.com',
  port: 5432,
  protocol: 'tcp',
  inspection: 'none',
  reason: 'PostgreSQL, which authenticates by itself',
});

app.synth();
