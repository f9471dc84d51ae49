/**
 * Keys belong to the image: after the pointer pressed a button or box, or a choice was made, the image has the focus. Otherwise
 * the button or the list would take the next key. Buttons that have the focus are still pressed by Enter and Space.
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
    const field = event.target as HTMLElement;
    if (field.matches('select') || (isPointer && field.matches('[type=checkbox], [type=range]'))) focus();
  });
  addEventListener('hashchange', () => {
    if (isPointer) focus();
  });
}
