// The grammar acme-client.conf(5) really has, in the notation of bsd-conf/grammar.ts (openbsd/acme-client-grammar.md).

const STATEMENTS = `
  file =
  file = file include NL
  file = file macro NL
  file = file NL
  file = file authority NL
  file = file domain NL
  file = file error NL
  newlines = NL newlines
  newlines =
  newline = NL newlines
  include = 'include' STRING -> include
  macro = STRING '=' words -> macro
  words = words STRING -> join
  words = STRING
  key-type = -> rsa
  key-type = 'rsa' -> rsa
  key-type = 'ecdsa' -> ecdsa
`;

const AUTHORITY = `
  authority = 'authority' STRING authority-opens '{' newlines authority-options '}' -> authority
  authority-opens = -> authority-opens
  authority-options = authority-options authority-option newline
  authority-options = authority-option newlines
  authority-option = 'api' 'url' STRING -> api-url
  authority-option = 'account' 'key' STRING key-type -> account-key
  authority-option = 'contact' STRING -> contact
  authority-option = 'insecure' -> insecure
`;

const DOMAIN = `
  domain = 'domain' STRING domain-opens '{' newlines domain-options '}' -> domain
  domain-opens = -> domain-opens
  domain-options = domain-options domain-option newline
  domain-options = domain-option newlines
  domain-option = 'alternative' 'names' '{' newlines names '}'
  domain-option = 'domain' 'name' STRING -> domain-name
  domain-option = 'domain' 'key' STRING key-type -> domain-key
  domain-option = 'domain' 'certificate' STRING -> certificate
  domain-option = 'domain' 'chain' 'certificate' STRING -> chain
  domain-option = 'domain' 'full' 'chain' 'certificate' STRING -> full-chain
  domain-option = 'sign' 'with' STRING -> sign-with
  domain-option = 'challengedir' STRING -> challengedir
  domain-option = 'profile' STRING -> profile
  names = name between names
  names = name newlines
  name = STRING -> alternative-name
  between = ',' newlines
  between = newlines
`;

export const ACME_CLIENT_GRAMMAR: string = STATEMENTS + AUTHORITY + DOMAIN;
