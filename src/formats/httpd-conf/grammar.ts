// The grammar httpd.conf(5) really has, in the notation of bsd-conf/grammar.ts. Each rule that ends an option is its own
// rule, since a message's line depends on how far httpd has read when it notices (openbsd/httpd-grammar.md part 2). The
// empty rules in the middle of a block act on the symbols before them.

const STATEMENTS = `
  file =
  file = file include NL
  file = file NL
  file = file macro NL
  file = file main NL
  file = file server NL
  file = file types NL
  file = file error NL
  newlines = NL newlines
  newlines =
  newline = NL newlines
  separator = ',' newlines
  separator = newline
  include = 'include' STRING -> include
  macro = STRING '=' STRING -> macro
  main = 'prefork' NUMBER -> prefork
  main = 'chroot' STRING -> chroot
  main = 'errdocs' STRING -> all-errdocs
  main = 'logdir' STRING -> logdir
  main = 'default' 'type' media -> all-default-type
  7.9: main = 'no' 'banner'
  types = 'types' '{' newlines media-lines '}'
  media-lines = media-lines media-line newline
  media-lines = media-line newline
  media-line = media extensions semicolon
  media-line = include
  media = STRING '/' STRING -> media
  extensions = extensions extension
  extensions = extension
  extension = name -> extension
  name = NUMBER -> number-name
  name = STRING
  semicolon = ';'
  semicolon =
`;

const BLOCKS = `
  server = 'server' match STRING server-opens '{' newlines options '}' -> server
  server-opens = -> server-opens
  options = options option newline
  options = option newlines
  match = -> no
  match = 'match' -> yes
  option = 'location' found match STRING location-opens '{' newlines options '}' -> location
  location-opens = -> location-opens
  found =
  found = 'found' -> yes
  found = 'not' 'found' -> no
`;

const SERVER_OPTIONS = `
  option = 'listen' 'on' STRING secure port -> listen
  secure = -> no
  secure = 'tls' -> yes
  port = 'port' NUMBER -> port-number
  port = 'port' STRING -> port-name
  option = 'alias' match STRING -> alias
  option = 'errdocs' STRING -> errdocs
  option = 'no' 'errdocs' -> no-errdocs
  option = tcp -> tcp
  option = connection -> connection
  option = tls -> tls
  option = hsts -> hsts
  7.9: option = banner
  7.9: banner = 'banner' -> banner
  7.9: banner = 'no' 'banner' -> no-banner
  tcp = 'tcp' [tcp-flag]
  tcp-flag = 'sack'
  tcp-flag = 'no' 'sack'
  tcp-flag = 'nodelay'
  tcp-flag = 'no' 'nodelay'
  tcp-flag = 'backlog' NUMBER -> backlog
  tcp-flag = 'socket' 'buffer' NUMBER -> socket-buffer
  tcp-flag = 'ip' STRING NUMBER -> ip-flag
  connection = 'connection' [connection-flag]
  connection-flag = 'timeout' seconds -> timeout
  connection-flag = 'request' 'timeout' seconds -> request-timeout
  connection-flag = 'max' 'requests' NUMBER -> max-requests
  connection-flag = 'max' 'request' 'body' NUMBER -> max-request-body
  seconds = NUMBER -> seconds
  hsts = 'hsts'
  hsts = 'hsts' [hsts-flag]
  hsts-flag = 'max-age' NUMBER -> max-age
  hsts-flag = 'subdomains' -> subdomains
  hsts-flag = 'preload' -> preload
`;

const TLS = `
  tls = 'tls' [tls-flag]
  tls-flag = 'certificate' STRING -> certificate
  tls-flag = 'key' STRING -> key
  tls-flag = 'ocsp' STRING -> ocsp
  tls-flag = 'ciphers' STRING -> ciphers
  tls-flag = 'client' 'ca' STRING client-flags -> client-ca
  tls-flag = 'dhe' STRING -> dhe
  tls-flag = 'ecdhe' STRING -> ecdhe
  tls-flag = 'protocols' STRING -> protocols
  tls-flag = 'ticket' 'lifetime' 'default' -> ticket-default
  tls-flag = 'ticket' 'lifetime' NUMBER -> ticket-lifetime
  tls-flag = 'no' 'ticket' -> no-ticket
  client-flags =
  client-flags = client-flags 'crl' STRING -> client-crl
  client-flags = client-flags 'optional' -> client-optional
`;

const SERVING_OPTIONS = `
  option = include
  option = 'default' 'type' media -> default-type
  option = root
  option = request
  option = directory
  option = log
  option = fastcgi
  option = authenticate
  option = gzip
  option = filter
  root = 'root' [root-flag]
  root-flag = STRING -> root
  request = 'request' [request-flag]
  request-flag = 'rewrite' STRING -> rewrite
  request-flag = 'no' 'rewrite' -> no-rewrite
  request-flag = 'strip' NUMBER -> strip
  directory = 'directory' [directory-flag]
  directory-flag = 'index' STRING -> index
  directory-flag = 'no' 'index' -> no-index
  directory-flag = 'auto' 'index' -> auto-index
  directory-flag = 'no' 'auto' 'index' -> no-auto-index
  gzip = 'gzip-static' -> gzip
  gzip = 'no' 'gzip-static' -> no-gzip
  authenticate = 'no' 'authenticate' -> no-authenticate
  authenticate = 'authenticate' credentials -> authenticate
  credentials = STRING 'with' STRING -> realm-and-file
  credentials = 'with' STRING -> file
  filter = block 'return' NUMBER location-uri -> block-return
  filter = block 'drop' -> block-drop
  filter = block
  filter = 'pass' -> pass
  block = 'block' -> block
  location-uri = -> nothing
  location-uri = STRING
`;

const LOG_AND_FASTCGI = `
  log = 'no' 'log' -> no-log
  log = 'log' [log-flag]
  log-flag = 'style' style -> log-style
  log-flag = 'syslog' -> syslog
  log-flag = 'no' 'syslog' -> no-syslog
  log-flag = 'access' STRING -> access-log
  log-flag = 'error' STRING -> error-log
  style = 'common' -> common
  style = 'combined' -> combined
  style = 'connection' -> style-connection
  style = 'forwarded' -> forwarded
  fastcgi = 'no' 'fastcgi' -> no-fastcgi
  fastcgi = fastcgi-on
  fastcgi = fastcgi-on [fastcgi-flag]
  fastcgi-on = 'fastcgi' -> fastcgi
  fastcgi-flag = 'socket' STRING -> fastcgi-socket
  fastcgi-flag = 'socket' 'tcp' STRING -> fastcgi-tcp
  fastcgi-flag = 'socket' 'tcp' STRING fastcgi-port -> fastcgi-tcp-port
  fastcgi-flag = 'param' STRING STRING -> fastcgi-param
  fastcgi-flag = 'strip' NUMBER -> fastcgi-strip
  fastcgi-port = NUMBER -> fastcgi-port-number
  fastcgi-port = STRING -> fastcgi-port-name
`;

export const HTTPD_GRAMMAR: string = STATEMENTS + BLOCKS + SERVER_OPTIONS + TLS + SERVING_OPTIONS + LOG_AND_FASTCGI;
