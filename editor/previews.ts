namespace groundedSam {
  /** Of the browser: ids of the nodes whose preview is on. Flows do not have it, so nothing has to be deployed. */
  const STORED = 'grounded-sam-previews';
  const MAX_STORED = 200;

  function storedIds(): readonly string[] {
    try {
      const ids: unknown = JSON.parse(RED.settings.getLocal(STORED) ?? '[]');
      return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
    } catch {
      return [];
    }
  }

  /** Other tabs of the browser may have changed the list. */
  function store(id: string, isOn: boolean): void {
    const others = storedIds().filter((other) => other !== id);
    const ids = isOn ? [...others, id] : others;
    RED.settings.setLocal(STORED, JSON.stringify(ids.slice(-MAX_STORED)));
  }

  /** A node that the workspace shows. */
  interface ShownNode {
    readonly button: PreviewButton;
    readonly element: SVGGElement;
    /** While the preview is on. */
    thumbnail?: PreviewThumbnail | undefined;
  }

  const shownNodes = new Map<string, ShownNode>();

  function inView(): readonly string[] | undefined {
    const on = [...shownNodes].filter(([, { thumbnail }]) => thumbnail);
    return on.length > 0 ? on.filter(([, { thumbnail }]) => thumbnail!.isInView()).map(([id]) => id) : undefined;
  }

  const feed = previewFeed(inView, (id, state) => shownNodes.get(id)?.thumbnail?.show(state));

  function turn(node: EditorNode, isOn: boolean): void {
    const shown = shownNodes.get(node.id);
    if (!shown) return;
    shown.thumbnail?.remove();
    shown.thumbnail = isOn ? previewThumbnail(shown.element, () => openPreviewWindow(node)) : undefined;
    shown.button.show(isOn);
    shown.thumbnail?.place(node.h);
    shown.thumbnail?.show(feed.stateOf(node.id));
    if (isOn) feed.wake();
    else feed.forget(node.id);
  }

  RED.hooks.add('viewAddNode.grounded-sam-preview', ({ node, el }) => {
    if (!node._def.hasPreview || !RED.user.hasPermission('grounded-sam.preview.read')) return;
    const button = previewButton(el, node._def.color ?? '', () => {
      const isOn = !shownNodes.get(node.id)?.thumbnail;
      store(node.id, isOn);
      turn(node, isOn);
    });
    shownNodes.set(node.id, { button, element: el });
    turn(node, storedIds().includes(node.id));
  });

  RED.hooks.add('viewRedrawNode.grounded-sam-preview', ({ node }) => shownNodes.get(node.id)?.thumbnail?.place(node.h));
  RED.hooks.add('viewRemoveNode.grounded-sam-preview', ({ node }) => void shownNodes.delete(node.id));
}
