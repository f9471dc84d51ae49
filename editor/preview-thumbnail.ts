namespace groundedSam {
  /** The picture under a node of the workspace. */
  export interface PreviewThumbnail {
    /** Moves it below the node and its status. */
    place(nodeHeight: number): void;
    show(state: PreviewState): void;
    /** Whether a part of it is in the visible part of the workspace. */
    isInView(): boolean;
    remove(): void;
  }

  /** Largest size on the workspace. A thumbnail has more pixels, for screens with a high resolution and for zooming in. */
  const SHOWN: ImageSize = { width: 200, height: 160 };
  const EMPTY_SHOWN: ImageSize = { width: 200, height: 40 };
  /** Of the status of a node. */
  const STATUS_HEIGHT = 20;
  /** Characters of a text under a node. The complete text is its tooltip. */
  const MAX_SHOWN_TEXT = 34;

  /** Opens a picture in the element of a node. @param onOpen the picture was clicked */
  export function previewThumbnail(node: SVGGElement, onOpen: () => void): PreviewThumbnail {
    const title = svgElement('title', {});
    const frame = svgElement('rect', { class: 'grounded-sam-preview-frame', rx: 3 });
    const image = svgElement('image', { preserveAspectRatio: 'none' });
    const text = svgElement('text', { class: 'grounded-sam-preview-text', x: 2 });
    const group = svgElement('g', { class: 'grounded-sam-preview', role: 'button', tabindex: 0 });
    group.append(title, frame, image, text);
    node.append(group);

    actOn(group, onOpen);

    function resize({ width, height }: ImageSize): void {
      const scale = Math.min(SHOWN.width / width, SHOWN.height / height);
      const size = { width: Math.max(width * scale, 1), height: Math.max(height * scale, 1) };
      for (const element of [frame, image])
        for (const [key, value] of Object.entries(size)) element.setAttribute(key, String(value));
      text.setAttribute('y', String(size.height + 13));
    }

    function describe(words: string): void {
      text.textContent = words.length > MAX_SHOWN_TEXT ? `${words.slice(0, MAX_SHOWN_TEXT - 1)}…` : words;
      title.textContent = words;
      group.setAttribute('aria-label', `${previewText('label')}: ${words}`);
    }

    return {
      place: (nodeHeight) => group.setAttribute('transform', `translate(0, ${nodeHeight + STATUS_HEIGHT})`),

      show({ row, reason }) {
        const { data, size, camera, count } = row ?? {};
        group.classList.toggle('grounded-sam-preview-empty', data === undefined);
        if (data === undefined || !size) {
          image.removeAttribute('href');
          resize(EMPTY_SHOWN);
          return describe(reason);
        }
        const href = `data:image/jpeg;base64,${data}`;
        if (image.getAttribute('href') !== href) image.setAttribute('href', href);
        resize(size);
        describe([camera, count !== undefined && previewText('found', { count })].filter(Boolean).join(', '));
      },

      isInView() {
        const own = group.getBoundingClientRect();
        const seen = document.getElementById('red-ui-workspace-chart')?.getBoundingClientRect();
        if (!seen || own.width === 0) return false;
        return own.left < seen.right && own.right > seen.left && own.top < seen.bottom && own.bottom > seen.top;
      },

      remove: () => group.remove(),
    };
  }
}
