/**
 * Keys belong to the image: after the pointer pressed a button or box, or chose from a list, the image has the focus. Otherwise the
 * button or the list would take the next key. Those who use keys keep the focus: Enter and Space press a button, arrows go through
 * a list.
 */
export function keepFocusOn(image: HTMLElement): void {
  let isPointer = false;
  const focus = (): void => image.focus({ preventScroll: true });

  addEventListener('pointerdown', () => (isPointer = true), true);
  addEventListener('keydown', () => (isPointer = false), true);
  document.addEventListener('mousedown', (event) => {
    const button = (event.target as HTMLElement).closest('button');
    // In another view, the image is not there.
    if (button === null || button.closest('dialog') || image.offsetParent === null) return;
    event.preventDefault();
    focus();
  });
  document.addEventListener('change', (event) => {
    if (isPointer && (event.target as HTMLElement).matches('select, [type=checkbox], [type=range]')) focus();
  });
  addEventListener('hashchange', () => {
    if (isPointer) focus();
  });
}
