// What init reads of the host: whatever may tell its names, its domains and a set-up that is there. Writes nothing.
import type { Bytes } from '../model/bytes.ts';
import type { FileFact } from '../model/facts.ts';
import type { Answer, HostReader, Probe } from '../model/host.ts';
import { ACME_CLIENT_CONF, HTTPD_CONF } from '../model/base-system.ts';
import { MAX_CONFIG_BYTES, httpdWorld } from '../formats/httpd-conf/facts-world.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import { readSmtpdConf } from '../formats/smtpd-conf/read-smtpd-conf.ts';
import { policyFiles } from './existing-policies.ts';

export const SMTPD_CONF = '/etc/mail/smtpd.conf';
/** hostname(1) at boot: myname(5). */
export const MYNAME = '/etc/myname';

export interface HostLook {
  readonly files: Map<string, FileFact>;
  readonly resolved: Map<string, readonly string[] | null>;
  addresses: readonly string[];
}

/** An include that names another is one more round. */
const MAX_ROUNDS = 16;

export async function lookAtHost(reader: HostReader): Promise<HostLook> {
  const look: HostLook = { files: new Map(), resolved: new Map(), addresses: [] };
  await ask([SMTPD_CONF, MYNAME, HTTPD_CONF, ACME_CLIENT_CONF].map(file), look, reader);
  await ask([{ kind: 'addresses' }, ...readSmtpdConf(contentOf(look, SMTPD_CONF)).domainFiles.map(file)], look, reader);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const open = new Map<string, Probe>();
    const { conf } = judgeHttpdConf(HTTPD_CONF, contentOf(look, HTTPD_CONF), httpdWorld(look, (probe) => open.set(JSON.stringify(probe), probe)));
    const wanted = [...open.values(), ...policyFiles(conf).map(({ path }) => path).filter((path) => !look.files.has(path)).map(file)];
    if (wanted.length === 0) return look;
    await ask(wanted, look, reader);
  }
  return look;
}

export function contentOf({ files }: Pick<HostLook, 'files'>, path: string): Bytes {
  return files.get(path)?.content ?? '';
}

function file(path: string): Probe {
  return { kind: 'file', path, maxBytes: MAX_CONFIG_BYTES, follow: true };
}

async function ask(probes: readonly Probe[], look: HostLook, reader: HostReader): Promise<void> {
  const answers = await reader.gather(probes);
  probes.forEach((probe, index) => keep(probe, answers[index], look));
}

/** What can't be read is taken for not there: a proposal is shown before it is used. */
function keep(probe: Probe, answer: Answer | undefined, look: HostLook): void {
  if (answer?.kind === 'addresses') look.addresses = answer.addresses;
  if (answer?.kind === 'resolve' && probe.kind === 'resolve') look.resolved.set(probe.name, answer.addresses);
  if ((answer?.kind === 'file' || answer?.kind === 'stat') && 'path' in probe) look.files.set(probe.path, { stat: answer.stat, content: answer.kind === 'file' ? answer.content : null });
}
