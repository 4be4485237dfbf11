// check, configtest, reload, restart, start and stop, as rc.subr(8) does them.
import type { RcctlHost } from './rcctl-host.ts';
import { flagsOf, unknown } from './service-state.ts';
import { SERVICES } from './services.ts';

export async function control(action: string, names: readonly string[], flags: { d: boolean; q: boolean; f: boolean }, host: RcctlHost): Promise<number> {
  const missing = names.find((name) => !SERVICES.has(name));
  if (missing !== undefined) return unknown(missing, host);
  let worst = 0;
  for (const name of names) worst = Math.max(worst, await controlOne(action, name, flags, host));
  return worst;
}

async function controlOne(action: string, name: string, flags: { d: boolean; q: boolean; f: boolean }, host: RcctlHost): Promise<number> {
  if (action !== 'check' && !host.isRoot) {
    host.stderr(`/etc/rc.d/${name}: need root privileges\n`);
    return 1;
  }
  const said = flagsOf(name, host);
  const say = (ok: boolean, label = name) => {
    if (flags.d) host.stdout(ok ? '(ok)\n' : '(failed)\n');
    else if (!ok || !flags.q) host.stdout(`${label}(${ok ? 'ok' : 'failed'})\n`);
    return ok ? 0 : 1;
  };
  if (flags.d) host.stdout(`doing _rc_parse_conf\n${name}_flags empty, using default ><\ndoing _rc_parse_conf /var/run/rc.d/${name}\n${name}\n`);
  const test = async () => {
    const tested = await host.configtest(name, said === 'NO' ? '' : said);
    if (tested !== null && flags.d) {
      host.stdout('doing rc_configtest\n');
      if (!tested.ok) host.stderr(tested.output);
    }
    return tested?.ok ?? true;
  };
  if (flags.d && action !== 'configtest') host.stdout('doing rc_check\n');
  switch (action) {
    case 'check':
      return say(host.isRunning(name));
    case 'configtest':
      return say(await test());
    case 'stop':
      return host.isRunning(name) ? host.stop(name).then(() => say(true)) : 0;
    case 'reload':
      if (!host.isRunning(name) || !(await test())) return say(false);
      return host.reload(name).then(() => say(true));
    case 'restart':
      // rc.subr tests before it stops, and has not yet said the name.
      if (!(await test())) return say(false, '');
      if (host.isRunning(name)) await host.stop(name).then(() => say(true));
      return say(await host.start(name, said === 'NO' ? '' : said));
    default:
      return start(name, said, flags.f, host, test, say);
  }
}

async function start(name: string, said: string, isForced: boolean, host: RcctlHost, test: () => Promise<boolean>, say: (ok: boolean) => number): Promise<number> {
  if (said === 'NO' && !isForced) {
    host.stderr(`/etc/rc.d/${name}: need -f to force start since ${name}_flags=NO\n`);
    return 1;
  }
  if (host.isRunning(name)) return 0;
  if (!(await test())) return say(false);
  return say(await host.start(name, said === 'NO' ? '' : said));
}
