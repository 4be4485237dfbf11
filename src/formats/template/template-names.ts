// The templates there are, named by where their text ends up, and what each is given.

export type Shape = 'text' | 'flag' | { readonly list: Shape } | Fields;
export interface Fields {
  readonly fields: Readonly<Record<string, Shape>>;
}

const LISTEN: Fields = { fields: { address: 'text', port: 'text', tls: 'flag' } };
const SERVER: Fields = {
  fields: {
    policyHost: 'text',
    policyRoot: 'text',
    certificate: 'text',
    key: 'text',
    listens: { list: LISTEN },
    tlsOptions: { list: { fields: { name: 'text', value: 'text' } } },
  },
};

export const TEMPLATE_SHAPES: ReadonlyMap<string, Fields> = new Map<string, Fields>([
  ['httpd.conf/mta-sts-challenge.hbs', SERVER],
  ['httpd.conf/mta-sts-policy.hbs', SERVER],
  ['acme-client.conf/authority.hbs', { fields: { name: 'text', apiUrl: 'text', accountKey: 'text', contact: 'text', insecure: 'flag' } }],
  ['acme-client.conf/domain.hbs', { fields: { handle: 'text', alternativeNames: { list: 'text' }, key: 'text', keyType: 'text', certificate: 'text', authority: 'text' } }],
  ['crontab/renew.hbs', { fields: { agent: 'text', handle: 'text', alsoRestart: { list: 'text' } } }],
  ['mta-sts.txt/policy.hbs', { fields: { mode: 'text', maxAge: 'text', mx: { list: 'text' } } }],
]);

export const TEMPLATE_NAMES: readonly string[] = [...TEMPLATE_SHAPES.keys()];
