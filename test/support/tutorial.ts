// The tutorial's own values.
export const TUTORIAL = `[policy]
mode = enforce
max_age = 86400
mx[] = mail.example.com
mx[] = mx-backup.example.com
tlsrpt[] = mailto:reports@example.com

[domain example.com]
address[] = 203.0.113.1
address[] = 2001:0db8::7334
`;
