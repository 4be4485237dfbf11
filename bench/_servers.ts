// An ordinary httpd.conf of any size: two servers a site, comments, locations, tls.
export function manyServers(count: number, padding = 0): string {
  const parts = ['prefork 3\n\n'];
  for (let index = 0; index < count; index += 1) parts.push(server(index, padding));
  return parts.join('');
}

function server(index: number, padding: number): string {
  const name = `www${index}.example.com`;
  const comment = '\t# what this site is for, who asked for it, and when to remove it\n'.repeat(padding);
  return `# site ${index}
server "${name}" {
	alias "web${index}.example.com"
	listen on * port 80
	listen on * tls port 443
	tls {
		certificate "/etc/ssl/${name}.fullchain.pem"
		key "/etc/ssl/private/${name}.key"
	}
${comment}	location "/.well-known/acme-challenge/*" {
		root "/acme"
		request strip 2
	}
	location "/pub/*" {
		root "/pub/${name}"
		directory auto index
		log style combined
	}
	location * {
		block return 302 "https://$HTTP_HOST$REQUEST_URI"
	}
}

`;
}
