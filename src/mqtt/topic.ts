/**
 * Whether a text is a topic to which messages can be published, without an empty level. Topics that begin with `$` belong to
 * brokers.
 */
export function isTopic(text: string): boolean {
  return !/[+#\p{Cc}]|^\$|^\/|\/\/|\/$/u.test(text) && text.trim() !== '' && text.length <= 1000;
}
