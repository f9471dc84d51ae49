namespace groundedSam {
  /** A switch on the upper edge of a node. Node-RED's own buttons are on its sides, where the ports of these nodes are. */
  export interface PreviewButton {
    show(isOn: boolean): void;
  }

  const EYE = '\uf06e';

  /** Opens a button in the element of a node, behind the node itself. */
  export function previewButton(node: SVGGElement, colour: string, onClick: () => void): PreviewButton {
    const label = previewText('button');
    const title = svgElement('title', {});
    title.textContent = label;
    const back = svgElement('rect', { class: 'red-ui-flow-node-button-background', width: 30, height: 24, rx: 5 });
    const front = svgElement('rect', { class: 'grounded-sam-preview-front', x: 3, y: 3, width: 24, height: 20, rx: 4 });
    front.setAttribute('fill', colour);
    const eye = svgElement('text', { class: 'grounded-sam-preview-eye', x: 15, y: 14 });
    eye.textContent = EYE;
    const group = svgElement('g', {
      class: 'grounded-sam-preview-button',
      role: 'switch',
      tabindex: 0,
      'aria-label': label,
    });
    group.append(title, back, front, eye);
    node.prepend(group);
    actOn(group, onClick);
    return {
      show(isOn) {
        group.setAttribute('transform', `translate(6, ${isOn ? -19 : -15})`);
        group.setAttribute('aria-checked', String(isOn));
      },
    };
  }

  /** Runs `act` for a click, Enter or the space bar on an element of the workspace, which does not notice them. */
  export function actOn(element: SVGElement, act: () => void): void {
    // Otherwise, the workspace begins to select nodes.
    for (const name of ['mousedown', 'mouseup', 'touchstart', 'touchend', 'dblclick', 'click'])
      element.addEventListener(name, (event) => event.stopPropagation());
    element.addEventListener('click', act);
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }
}
