import { api } from './api';
import { byId, make } from './dom';

/**
 * Shows the report of a dataset, which is an HTML page of its own, inside this page: a link to it could not send the token of
 * Node-RED's editor. Its styles apply to it alone.
 */
export async function showReport(dataset: string): Promise<void> {
  const host = byId('report');
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  root.replaceChildren(make('p', { role: 'status' }, 'The report is made…'));
  const html = await api.report(dataset);
  const styles = [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, style]) => style).join('\n');
  // The policy of this page refuses style elements, even in a document that is only parsed.
  const page = new DOMParser().parseFromString(html.replace(/<style>.*?<\/style>/gs, ''), 'text/html');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles.replace(/(^|})\s*(?::root|body)(?=\s*\{)/g, '$1 :host'));
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
}
