/** A text for the content or an attribute of an XML element. Control characters become spaces: XML cannot represent most. */
export const xmlText = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
