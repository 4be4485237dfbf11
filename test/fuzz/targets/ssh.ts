// What is read before a login over SSH: known_hosts, and ssh(1)'s words about the user's own set-up.
import assert from 'node:assert/strict';
import { AnswerSplitter } from '../../../src/transport/answer-splitter.ts';
import { typeOfKey } from '../../../src/transport/known-hosts.ts';
import { linesFor } from '../../../src/transport/match-known-host.ts';
import { readOpensshFailure } from '../../../src/transport/openssh-failure.ts';
import { parseSshSettings, sshArguments } from '../../../src/transport/ssh-settings.ts';
import type { Target } from '../target.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEG4pOpxZWgGz2qzpZoqv9Fu4Mkyr3p1p6dMf0cWmG1s';
const NONCE = '0123abcd';

function answersIn(said: string, size: number): [string, boolean][] {
  const found: [string, boolean][] = [];
  const splitter = new AnswerSplitter(NONCE, (...answer) => found.push(answer));
  for (let at = 0; at < said.length; at += size) splitter.push(said.slice(at, at + size));
  return found;
}

export const SSH: readonly Target[] = [
  {
    // The name that is asked for is the first line.
    name: 'known_hosts line',
    seeds: [`mail1\nmail1 ${KEY}\n`, `mail1\n@revoked mail? ${KEY}\n@cert-authority *,!mail1 ${KEY}\n`, `mail1\n|1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|iDi9Lxbo/oMI1zbE4Bc8Hf7aVzM= ${KEY} of ours\n`, `[a]:2222\n# [a]:2222\n[a]:2222,*.a\t${KEY.replace(' ', '\t')}\n`, 'a\n@revoked a ssh-rsa AAAA\n'],
    check: (bytes) => {
      const [name = '', ...lines] = bytes.toString('latin1').split('\n');
      const found = linesFor(name, lines.join('\n'));
      // A line is for a name or is not, whatever stands around it.
      const alone = lines.flatMap((line, index) => linesFor(name, line).map((each) => ({ ...each, line: index + 1 })));
      assert.deepEqual(found, alone);
      for (const { key, line, marker } of found) {
        typeOfKey(Buffer.from(key, 'base64'));
        assert.equal(marker !== null, /^[ \t]*@(?:revoked|cert-authority)/.test(lines[line - 1] ?? ''), 'a key that is revoked is never taken for a good one');
      }
    },
  },
  {
    name: 'ssh settings',
    seeds: ['user root\nhostname 192.0.2.1\nport 22\nidentityfile ~/.ssh/id_ed25519\nidentityagent SSH_AUTH_SOCK\nproxyjump none\nserveraliveinterval 5\nconnecttimeout none\nuserknownhostsfile ~/.ssh/known_hosts /dev/null\n', 'admin@[2001:db8::1]:2222\n', 'port x\nconnecttimeout 1e9\nserveralivecountmax -1\n'],
    check: (bytes) => {
      const text = bytes.toString('utf8');
      const { port, connectTimeoutMs, aliveIntervalMs, aliveCountMax } = parseSshSettings(text);
      assert.ok(port >= 0 && port <= 65_535 && [connectTimeoutMs, aliveIntervalMs, aliveCountMax].every((each) => Number.isSafeInteger(each) && each >= 0), 'numbers are numbers');
      const argv = sshArguments({ ssh: text, configFile: null });
      // Whatever stsctl.conf names, ssh(1) takes it for a host, never for an option.
      assert.equal(argv.indexOf('--'), argv.length - 2);
    },
  },
  {
    name: 'several answers of ssh -G',
    seeds: [`user root\n\n${NONCE} 0\n\n${NONCE} 255\nhost a\n\n${NONCE} 0\n`],
    check: (bytes) => {
      const said = bytes.toString('latin1');
      assert.deepEqual(answersIn(said, 7), answersIn(said, said.length));
    },
  },
  {
    name: 'ssh failure',
    seeds: ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nSHA256:abc.\nOffending ED25519 key in /root/.ssh/known_hosts:1\n', 'root@mail1: Permission denied (publickey).\n', 'No ED25519 host key is known for mail1 and you have requested strict checking.\n'],
    check: (bytes) => {
      const [diagnostic] = readOpensshFailure(bytes.toString('utf8'), 'mail1', { name: 'mail1', ssh: 'root@mail1' }).diagnostics;
      assert.ok((diagnostic?.message ?? '') !== '' && diagnostic?.next !== '');
    },
  },
];
