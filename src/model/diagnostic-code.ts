// Every code a message can carry; stsctl(8) DIAGNOSTICS lists them all and a test compares the two.

export type DiagnosticCode =
  // stsctl.conf
  | 'config-missing'
  | 'config-exists'
  | 'config-unreadable'
  | 'config-unsafe'
  | 'config-syntax'
  | 'config-unknown-section'
  | 'config-unknown-key'
  | 'config-duplicate'
  | 'config-value'
  | 'config-incomplete'
  // templates
  | 'template-unsafe'
  | 'template-syntax'
  | 'template-result'
  // facts
  | 'host-unreadable'
  | 'host-program-missing'
  | 'host-not-root'
  | 'host-not-openbsd'
  | 'host-file-kind'
  | 'host-unsafe'
  // plan
  | 'httpd-conf-broken'
  | 'httpd-conf-foreign-server'
  | 'httpd-conf-unreachable'
  | 'httpd-conf-tls-mismatch'
  | 'httpd-conf-types'
  | 'acme-client-conf-broken'
  | 'acme-client-conf-handle'
  | 'certificate-unusable'
  | 'crontab-broken'
  | 'policy-loses-mail'
  | 'plan-file'
  | 'plan-stale'
  // apply
  | 'apply-locked'
  | 'apply-judged'
  | 'apply-command'
  | 'apply-write'
  | 'apply-challenge'
  | 'apply-not-served'
  | 'rollback-incomplete'
  | 'rollback-nothing'
  | 'journal-damaged'
  // zone files
  | 'zone-missing'
  | 'zone-broken'
  | 'zone-foreign'
  | 'zone-signed'
  | 'zone-several'
  | 'zone-withheld'
  | 'zone-not-served'
  // over time
  | 'ledger-unreadable'
  | 'ledger-unwritten'
  // other hosts
  | 'ssh-connect'
  | 'ssh-host-key'
  | 'ssh-login'
  | 'ssh-shell'
  | 'ssh-become'
  | 'ssh-lost'
  // reports
  | 'reports-unreadable'
  | 'reports-unknown'
  | 'reports-page'
  // watch
  | 'watch-refused'
  | 'watch-listen'
  // command line
  | 'usage';
