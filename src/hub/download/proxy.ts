import { invalidProxy } from '../errors';

type Environment = Readonly<Record<string, string | undefined>>;

/** Proxies for `EnvHttpProxyAgent` of undici. An empty text stands for no proxy. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** Hosts without a proxy, separated by commas: `host`, `host:port`, `.domain`, `*.domain`, `[::1]`. `*` for all. */
  readonly noProxy: string;
}

/**
 * The proxies of the environment, as curl and Python understand it. A lower-case name has precedence. Without `HTTPS_PROXY`,
 * `HTTP_PROXY` is used for https too.
 * @throws VisionError `DOWNLOAD_FAILED` for a text that cannot be the address of a proxy
 */
export function proxySettings(env: Environment = process.env): ProxySettings {
  const textOf = (name: string): string | undefined => env[name.toLowerCase()] ?? env[name];
  const urlOf = (name: string): string | undefined => {
    const text = textOf(name)?.trim();
    return text && proxyUrl(name, text);
  };
  const httpProxy = urlOf('HTTP_PROXY') ?? '';
  return { httpProxy, httpsProxy: urlOf('HTTPS_PROXY') ?? httpProxy, noProxy: hostList(textOf('NO_PROXY') ?? '') };
}

/** `host:port` and `user:password@host:port` are proxies that speak HTTP. */
function proxyUrl(name: string, text: string): string {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text.replace(/^\/\//, '')}`;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isProxy = parsed && /^(https?|socks5?):$/.test(parsed.protocol) && parsed.hostname !== '';
  if (!isProxy || !canDecode(parsed.username + parsed.password)) throw invalidProxy(name);
  return url;
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** One item may be the URL of a host. An IPv6 address needs brackets, as in a URL. */
function hostList(text: string): string {
  const hosts = text.split(/[,;\s]+/).filter((item) => item !== '');
  if (hosts.includes('*')) return '*';
  return hosts
    .map((item) => item.replace(/^[a-z][a-z\d+.-]*:\/\//i, '').replace(/\/.*$/, ''))
    .map((host) => (/^[\da-f.]*:[\da-f:.]*:[\da-f:.]*$/i.test(host) ? `[${host}]` : host))
    .join(',');
}
