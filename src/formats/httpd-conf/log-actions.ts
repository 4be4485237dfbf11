// What httpd(8) does with `log`.
import type { LogOptions } from '../../model/httpd-conf.ts';
import { GO_ON, type Action, type Signal } from '../bsd-conf/driver.ts';
import { LONGEST } from './limits.ts';
import type { Reading } from './reading.ts';

export const LOG_ACTIONS: Readonly<Record<string, Action<Reading>>> = {
  'no-log'(c) {
    c.serving.logOn = false;
    return GO_ON;
  },

  common: (c) => setStyle(c, 'common'),
  combined: (c) => setStyle(c, 'combined'),
  'style-connection': (c) => setStyle(c, 'connection'),
  forwarded: (c) => setStyle(c, 'forwarded'),
  'log-style': () => GO_ON,

  syslog(c) {
    c.serving.syslog = true;
    return GO_ON;
  },

  'no-syslog'(c) {
    c.serving.syslog = false;
    return GO_ON;
  },

  'access-log'(c, at) {
    if (c.text(at + 2).length > LONGEST.path) return c.mistake('access log name too long');
    c.serving.accessLog = c.text(at + 2);
    return GO_ON;
  },

  'error-log'(c, at) {
    if (c.text(at + 2).length > LONGEST.path) return c.mistake('error log name too long');
    c.serving.errorLog = c.text(at + 2);
    return GO_ON;
  },
};

function setStyle(c: Reading, style: LogOptions['style']): Signal {
  c.serving.logOn = true;
  c.serving.logStyle = style;
  return GO_ON;
}
